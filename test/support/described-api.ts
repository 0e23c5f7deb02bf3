import { microUsd } from '../../src/kernel';
import type { ApiDocument } from './api-document';
import { adminOf } from './admin';
import type { Reply } from './ask';
import { firstEvent, isFeed } from './events';
import type { TestGateway } from './gateway';

/** How one operation is asked; what is left out is as the document's example has it, or the administrator's. */
interface Asked {
  readonly path?: Readonly<Record<string, string>>;
  readonly search?: string;
  readonly body?: unknown;
  /** A body as it stands. */
  readonly text?: string;
  readonly type?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Asked the same before. */
  readonly twice?: boolean;
}

/** The code of a refusal, in both shapes. */
interface Refusal {
  readonly code?: string;
  readonly error: { readonly details?: { readonly error_code: string } };
}

/** A gateway that is asked by its document, and held against it. */
export interface DescribedApi {
  readonly document: ApiDocument;
  readonly memberKey: string;
  readonly readerKey: string;
  /** Of a key without money. */
  readonly poorKey: string;
  /** The operations that have answered with success. */
  readonly answered: ReadonlySet<string>;
  readonly faults: readonly string[];
  ask(name: string, how?: Asked): Promise<Reply>;
  refused(name: string, how: Asked): Promise<{ readonly status: number; readonly faults: readonly string[] }>;
  /** Holds something else against a component. */
  check(component: string, value: unknown): void;
}

export async function describedApi(gateway: TestGateway, document: ApiDocument): Promise<DescribedApi> {
  const { key: adminKey } = await adminOf(gateway);
  const answered = new Set<string>();
  const faults: string[] = [];
  const send = async (name: string, how: Asked): Promise<Reply> => {
    const [method = '', template = ''] = name.split(' ');
    const path = template.replaceAll(/\{(\w+)\}/g, (_, one: string) =>
      encodeURIComponent(how.path?.[one] ?? ''),
    );
    const given = how.body ?? document.exampleOf(name);
    const body = how.text ?? (given === undefined ? undefined : JSON.stringify(given));
    const isOpen = document.operation(name).security.length === 0;
    return read(
      await fetch(gateway.url + path + (how.search ?? ''), {
        method,
        headers: {
          ...(isOpen ? {} : { authorization: `Bearer ${how.key ?? adminKey}` }),
          ...(body === undefined ? {} : { 'content-type': how.type ?? 'application/json' }),
          ...document.headersOf(name),
          ...how.headers,
        },
        ...(body === undefined ? {} : { body }),
      }),
    );
  };
  const faultsOf = (name: string, { status, headers, body }: Reply): readonly string[] =>
    document.faultsOf(name, status, headers.get('content-type'), body);
  return {
    document,
    answered,
    faults,
    memberKey: await gateway.createKey(),
    readerKey: await gateway.createKey({ role: 'readonly' }),
    poorKey: await gateway.createKey({ budget: { limit: microUsd(0n), period: 'total' } }),
    ask: async (name, how = {}) => {
      const answer = await send(name, how);
      if (answer.status >= 400) throw new Error(`${name} answers ${String(answer.status)}: ${answer.text}`);
      faults.push(...faultsOf(name, answer));
      answered.add(name);
      return answer;
    },
    refused: async (name, how) => {
      if (how.twice === true) await send(name, how);
      const answer = await send(name, how);
      const { status } = answer;
      const body = answer.body as unknown as Refusal;
      const code = body.code ?? body.error.details?.error_code ?? '';
      const isListed = document.refusalsOf(name, status).includes(code);
      return { status, faults: [...faultsOf(name, answer), ...(isListed ? [] : [`${code} is not listed`])] };
    },
    check: (component, value) => {
      faults.push(...document.faultsIn(component, value));
    },
  };
}

/** Lines of JSON are no JSON. */
async function read(response: Response): Promise<Reply> {
  const { status, headers } = response;
  const text = await (isFeed(response) ? firstEvent(response) : response.text());
  const isJson = /[/+]json/.test(headers.get('content-type') ?? '') && text !== '';
  return { status, headers, text, body: (isJson ? JSON.parse(text) : {}) as Reply['body'] };
}
