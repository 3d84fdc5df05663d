import { afterAll } from 'vitest';
import { databricksOnDouble } from './doubles/databricks.js';
import { describeContract } from './suite.js';

const { engine, double } = await databricksOnDouble();
afterAll(() => double.stop());

describeContract(engine);
