import { afterAll } from 'vitest';
import { snowflakeOnDouble } from './doubles/snowflake.js';
import { describeContract } from './suite.js';

const { engine, double } = await snowflakeOnDouble();
afterAll(() => double.stop());

describeContract(engine);
