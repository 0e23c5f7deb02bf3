/** One event of a stream (WHATWG HTML section 9.2). */
export interface ServerEvent {
  /** `message` where the stream names none. */
  readonly type: string;
  readonly data: string;
}

/** Takes the text of a stream in pieces as they come, cut anywhere, and gives the events that are whole. */
export class EventSplitter {
  #rest = '';
  #endedWithCr = false;
  #type = '';
  #data: string[] = [];

  push(piece: string): readonly ServerEvent[] {
    const text = this.#endedWithCr && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece !== '') this.#endedWithCr = piece.endsWith('\r');
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): readonly ServerEvent[] {
    if (line === '') return this.#dispatch();
    const [, field, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'event') this.#type = value;
    else if (field === 'data') this.#data.push(value);
    return [];
  }

  #dispatch(): readonly ServerEvent[] {
    const [type, data] = [this.#type, this.#data];
    this.#type = '';
    this.#data = [];
    return data.length === 0 ? [] : [{ type: type === '' ? 'message' : type, data: data.join('\n') }];
  }
}
