import { DUCKDB } from './engines/duckdb.js';
import { describeContract } from './suite.js';

describeContract(DUCKDB);
