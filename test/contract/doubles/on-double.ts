import type { ContractEngine } from '../engine.js';

/** A contract on a double, and the double itself for what only it can do. */
export interface OnDouble<Double> {
  readonly engine: ContractEngine;
  readonly double: Double;
}
