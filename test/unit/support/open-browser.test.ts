import { expect, test } from 'vitest';
import { browserCommand, openBrowser } from '../../../source/support/open-browser.js';

test.each([
  [{ BROWSER: 'firefox' }, 'linux', ['firefox']],
  [{ BROWSER: 'none', DISPLAY: ':0' }, 'linux', null],
  [{ DISPLAY: ':0' }, 'linux', ['xdg-open']],
  [{}, 'linux', null],
  [{ DISPLAY: ':0', SSH_CONNECTION: '1.2.3.4 5 6.7.8.9 22' }, 'linux', null],
  [{}, 'darwin', ['open']],
  [{}, 'win32', ['rundll32', 'url.dll,FileProtocolHandler']],
] as const)('with %j on %s the browser is %j', (env, platform, command) => {
  expect(browserCommand(env, platform)).toEqual(command);
});

test('nothing but a web page is handed to the system', () => {
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', '-a Calculator', 'smb://host/share']) {
    expect(openBrowser(url, { BROWSER: 'false' })).toBe(false);
  }
});
