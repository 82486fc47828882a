import { describe } from 'vitest';
import { describeStore } from '../support/store-behaviour.js';

describe('the store (the browser’s IndexedDB)', describeStore);
