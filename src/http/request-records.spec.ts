import { Logger } from '@nestjs/common';
import { GatewayError } from '../kernel';
import { recordOf } from './records.fixture';
import { RequestRecords, type RequestRecord } from './request-records';

const RECORD = recordOf({
  status: 429,
  outcome: 'refused',
  failure: new GatewayError('rate_limited', 'Too many'),
});
const NEXT: RequestRecord = { ...RECORD, requestId: 'req_2', route: undefined, failure: undefined };

let records: RequestRecords;
let error: jest.SpyInstance;
beforeEach(() => {
  records = new RequestRecords();
  error = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
});
afterEach(() => {
  error.mockRestore();
});

/** Somebody who listens. */
function listening(): { readonly heard: RequestRecord[]; readonly stop: () => void } {
  const heard: RequestRecord[] = [];
  const stop = records.onRecord((record) => {
    heard.push(record);
  });
  return { heard, stop };
}

describe('the records of requests', () => {
  it('are told to all who listen, in their order and at once', () => {
    const [one, other] = [listening(), listening()];
    records.tell(RECORD);
    records.tell(NEXT);
    expect([one.heard, other.heard]).toEqual([
      [RECORD, NEXT],
      [RECORD, NEXT],
    ]);
  });

  it('are told to nobody who has stopped, or not begun', () => {
    const [one, other] = [listening(), listening()];
    records.tell(RECORD);
    one.stop();
    one.stop();
    records.tell(NEXT);
    expect([one.heard, other.heard, listening().heard]).toEqual([[RECORD], [RECORD, NEXT], []]);
  });

  it('are told to nobody without trouble', () => {
    expect(() => {
      records.tell(RECORD);
    }).not.toThrow();
  });

  it('reach the others where somebody fails, and the log has why', () => {
    const before = listening();
    const failure = new Error('it failed');
    records.onRecord(() => {
      throw failure;
    });
    const after = listening();
    expect(() => {
      records.tell(RECORD);
      records.tell(NEXT);
    }).not.toThrow();
    expect([before.heard.length, after.heard.length]).toEqual([2, 2]);
    expect(error).toHaveBeenCalledTimes(2);
    expect(error).toHaveBeenCalledWith({ err: failure }, expect.any(String));
  });

  it('are of one gateway alone', () => {
    const { heard } = listening();
    new RequestRecords().tell(RECORD);
    expect(heard).toEqual([]);
  });
});
