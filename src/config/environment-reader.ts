import { parseNetwork } from '../kernel';
import { SETTINGS, type SettingName } from './settings';

/** What is wrong with the environment: each variable by name and what it should be, never a value. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

const FALLBACKS = new Map<string, string>(SETTINGS.map(({ name, fallback }) => [name, fallback]));

/** Reads variables into types and collects every complaint, so that one boot names them all. */
export class EnvironmentReader {
  readonly problems: string[] = [];

  constructor(private readonly env: Readonly<Record<string, unknown>>) {}

  /** The trimmed value, the documented fallback when it is unset or empty. */
  text(name: SettingName): string {
    const raw = this.env[name];
    const value = typeof raw === 'string' ? raw.trim() : '';
    return value === '' ? (FALLBACKS.get(name) ?? '') : value;
  }

  isSet(name: SettingName): boolean {
    const raw = this.env[name];
    return typeof raw === 'string' && raw.trim() !== '';
  }

  integer(name: SettingName, min: number, max: number): number {
    const text = this.text(name);
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    this.refuse(name, `a whole number from ${String(min)} to ${String(max)}`);
    return min;
  }

  choice<T extends string>(name: SettingName, allowed: readonly T[]): T {
    const text = this.text(name);
    const found = allowed.find((value) => value === text);
    if (found !== undefined) return found;
    this.refuse(name, `one of ${allowed.join(', ')}`);
    return allowed[0] as T;
  }

  list(name: SettingName): readonly string[] {
    return this.text(name)
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }

  /** IP addresses and CIDR networks, in their strict textual forms. */
  networks(name: SettingName): readonly string[] {
    const items = this.list(name);
    for (const item of items) {
      if (parseNetwork(item) === undefined)
        this.refuse(name, 'a comma-separated list of IP addresses or CIDR networks');
    }
    return items;
  }

  /** An absolute URL of one of the schemes, or undefined where the variable is empty. */
  url(name: SettingName, schemes: readonly string[]): string | undefined {
    const text = this.text(name);
    if (text === '') return undefined;
    if (URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1))) return text;
    this.refuse(name, `a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
    return undefined;
  }

  refuse(name: SettingName, shouldBe: string): void {
    const problem = `${name} should be ${shouldBe}`;
    if (!this.problems.includes(problem)) this.problems.push(problem);
  }
}
