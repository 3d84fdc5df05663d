import { expect, test } from 'vitest';
import { RowWindow } from '../../../../source/repl/grid/row-window.js';
import type { Row } from '../../../../source/results/column.js';
import type { ResultView } from '../../../../source/results/store.js';

interface Asked {
  readonly answer: (rows: readonly Row[]) => void;
  readonly fail: (error: Error) => void;
}

/** A view that answers when it is told to. */
function slowView(): { readonly view: ResultView; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const window = () => new Promise<readonly Row[]>((answer, fail) => asked.push({ answer, fail }));
  return { view: { rows: 3, window } as unknown as ResultView, asked };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what a view that was dropped meanwhile can no longer give is nobody’s error', async () => {
  const [first, second] = [slowView(), slowView()];
  const window = new RowWindow(first.view, () => undefined);
  window.look(0, 3);
  window.use(second.view);
  window.look(0, 3);
  first.asked[0]!.fail(new Error('Table with name r1_v1 does not exist'));
  second.asked[0]!.answer([['b']]);
  await turn();
  expect(window.row(0)).toEqual(['b']);
});

test('a window that was closed reads nothing and fails with nothing', async () => {
  const { view, asked } = slowView();
  let arrived = 0;
  const window = new RowWindow(view, () => arrived++);
  window.look(0, 3);
  window.close();
  asked[0]!.fail(new Error('Table with name r1_v1 does not exist'));
  await turn();
  expect([asked.length, arrived]).toEqual([1, 0]);
});
