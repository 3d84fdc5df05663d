import type { ContextField } from '../base.js';

/** What is chosen after the login, in the order in which it is opened. */
export const CONTEXT_FIELDS: readonly ContextField[] = [
  {
    key: 'role',
    label: 'Role',
    help: 'What you may see and do. Empty: your default role.',
    env: ['SNOWFLAKE_ROLE'],
    stage: 'role',
  },
  {
    key: 'secondary_roles',
    label: 'Secondary roles',
    help: 'ALL, NONE or names. Empty: as your user is set up.',
    env: ['SNOWFLAKE_SECONDARY_ROLES'],
    stage: 'role',
  },
  {
    key: 'warehouse',
    label: 'Warehouse',
    help: 'What runs your queries, and costs money while it does. Empty: your default one.',
    env: ['SNOWFLAKE_WAREHOUSE'],
    stage: 'warehouse',
  },
  {
    key: 'database',
    label: 'Database',
    help: 'Where names without a database are looked for. May stay empty.',
    env: ['SNOWFLAKE_DATABASE'],
    stage: 'catalog',
  },
  {
    key: 'schema',
    label: 'Schema',
    help: 'Where names without a schema are looked for. May stay empty.',
    env: ['SNOWFLAKE_SCHEMA'],
    stage: 'schema',
  },
];
