import { createContext, useContext, type ReactNode } from 'react';
import { symbolsFor, type Symbols } from './symbols.js';
import { colorLevel, createTheme, type Theme } from './theme.js';

/** How everything is drawn: colours and signs, decided once at the start. */
export interface Look {
  readonly theme: Theme;
  readonly symbols: Symbols;
}

export function lookFor(env: NodeJS.ProcessEnv, isTTY: boolean): Look {
  return { theme: createTheme(colorLevel(env, isTTY)), symbols: symbolsFor(env) };
}

const LookContext = createContext<Look>(lookFor({}, false));

export function LookProvider({ look, children }: { readonly look: Look; readonly children: ReactNode }) {
  return <LookContext.Provider value={look}>{children}</LookContext.Provider>;
}

export function useLook(): Look {
  return useContext(LookContext);
}
