/** Property tests draw the same cases in every run, so that a build says the same twice; `AFTERWORD_TEST_SEED` draws others. */
import fc from 'fast-check';

const seed = process.env['AFTERWORD_TEST_SEED'];
fc.configureGlobal({ seed: seed === undefined ? 20_261_123 : Number(seed) });
