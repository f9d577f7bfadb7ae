import type { Json, JsonObject } from '#contracts';
import { OutcomeUnknown, Refused, type CommandContext } from '#participant';
import { exchange, type Answered } from '../exchange/exchange.js';
import { lost } from '../exchange/lost.js';
import type { SfnSettings } from '../configuration.js';
import { adviceOn, signatureOf, type Sign } from './identity.js';
import { requestOf, resultOf } from './names.js';

/** No task's result may be larger, and it becomes no smaller. */
const MOST_BYTES = 4 * 262_144;

/** Operations of Step Functions' API, as `aws-sdk:sfn` calls them. */
export class ApiCalls {
  readonly #sign: Sign;

  constructor(private readonly settings: SfnSettings) {
    this.#sign = settings.identity ? signatureOf(settings.identity) : async (asked) => asked;
  }

  /** @throws Refused, OutcomeUnknown */
  async call(operation: string, input: Json, ctx: CommandContext): Promise<Json> {
    const body = JSON.stringify(requestOf(input));
    const headers = {
      'Content-Type': 'application/x-amz-json-1.0',
      'Content-Length': String(Buffer.byteLength(body)),
      'X-Amz-Target': `AWSStepFunctions.${operation}`,
    };
    const asked = await this.#sign({ url: new URL(this.settings.endpoint), method: 'POST', headers, body });
    const answered = await exchange(asked, { signal: ctx.signal, mostBytes: MOST_BYTES }).catch((error: unknown) => {
      throw lost(error, ctx, 'Sfn.SdkClientException');
    });
    if (!answered.body)
      throw new OutcomeUnknown('States.DataLimitExceeded', `${operation} has answered more than a result may have.`);
    const answer = fieldsOf(answered.body.toString('utf8'));
    if (answered.status === 200) return resultOf(answer);
    throw this.#failed(answered, answer);
  }

  #failed({ status, header }: Answered, { __type: type = '', message = null }: JsonObject): Error {
    const name = String(type).split('#').at(-1) || 'SfnException';
    const exception = name.endsWith('Exception') ? name : `${name}Exception`;
    const cause =
      `${typeof message === 'string' ? message : 'null'} (Service: Sfn, Status Code: ${status}, ` +
      `Request ID: ${header('x-amzn-RequestId') ?? ''}) (SDK Attempt Count: 1)`;
    const Failure = status >= 400 && status < 500 ? Refused : OutcomeUnknown;
    return new Failure(`Sfn.${exception}`, `${cause}${adviceOn(name, this.settings.identity)}`);
  }
}

/** Whatever stands before the API may answer in words of its own. */
function fieldsOf(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return {};
  }
}
