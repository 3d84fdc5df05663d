import { expect, test } from 'vitest';
import { databricksLists } from '../../../source/meta/engines/databricks.js';
import { snowflakeLists } from '../../../source/meta/engines/snowflake.js';
import { planLines } from '../../../source/meta/plan-tree.js';

test('Snowflake’s JSON is drawn as a tree', () => {
  // The answer of EXPLAIN USING JSON in Snowflake's manual, shortened.
  const plan = {
    GlobalStats: { partitionsTotal: 2, partitionsAssigned: 1, bytesAssigned: 1024 },
    Operations: [
      [
        { id: 0, operation: 'Result', expressions: ['Z1.ID', 'Z2.ID'] },
        { id: 1, parentOperators: [0], operation: 'InnerJoin', expressions: ['joinKey: (Z2.ID = Z1.ID)'] },
        {
          id: 2,
          parentOperators: [1],
          operation: 'TableScan',
          objects: ['DB.S.Z2'],
          partitionsTotal: 1,
          partitionsAssigned: 1,
        },
        {
          id: 3,
          parentOperators: [1],
          operation: 'TableScan',
          objects: ['DB.S.Z1'],
          partitionsTotal: 1,
          partitionsAssigned: 0,
        },
      ],
    ],
  };
  expect(planLines(snowflakeLists.plan([[JSON.stringify(plan)]]))).toEqual([
    'Result  Z1.ID, Z2.ID',
    '└─ InnerJoin  joinKey: (Z2.ID = Z1.ID)',
    '   ├─ TableScan  DB.S.Z2 · 1 of 1 partitions',
    '   └─ TableScan  DB.S.Z1 · 0 of 1 partitions',
  ]);
});

test('Spark’s text is read as a tree', () => {
  const text = [
    '== Physical Plan ==',
    'AdaptiveSparkPlan isFinalPlan=false',
    '+- BroadcastHashJoin [id#1], [id#2], Inner',
    '   :- Filter isnotnull(id#1)',
    '   :  +- Scan a[id#1]',
    '   +- *(2) Project [id#2]',
    '      +- Scan b[id#2]',
    '',
    'more',
  ].join('\n');
  expect(planLines(databricksLists.plan([[text]]))).toEqual([
    'AdaptiveSparkPlan  isFinalPlan=false',
    '└─ BroadcastHashJoin  [id#1], [id#2], Inner',
    '   ├─ Filter  isnotnull(id#1)',
    '   │  └─ Scan  a[id#1]',
    '   └─ *(2) Project  [id#2]',
    '      └─ Scan  b[id#2]',
  ]);
});
