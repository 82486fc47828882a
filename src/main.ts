import { mount } from 'svelte';
import App from './ui/App.svelte';
import './ui/styles/tokens.css';
import './ui/styles/base.css';

const target = document.querySelector('#app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target });
