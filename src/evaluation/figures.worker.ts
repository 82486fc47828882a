import { exposeInWorker } from '../lib/index.js';
import { Figures } from './figures.js';

exposeInWorker(new Figures());
