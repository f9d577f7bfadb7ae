import { stateMachineArn } from '#contracts';

interface Where {
  /** Of the API. */
  readonly url: string;
  readonly brokers: string;
  readonly prefix: string;
}

const MACHINE = 'signup';
const NAME = 'ada';
const INPUT = '{"email":"ada@example.org","sku":"book"}';

/** Three lines for a shell that start one and the same execution: who comes second finds it started. */
export function waysToStart({ url, brokers, prefix }: Where): string[] {
  const arn = stateMachineArn(MACHINE);
  const record = JSON.stringify({
    type: 'StartExecution',
    stateMachine: MACHINE,
    name: NAME,
    input: JSON.parse(INPUT) as object,
  });
  const client = `new SFN({endpoint: "${url}", region: "us-east-1", credentials: {accessKeyId: "any", secretAccessKey: "any"}})`;
  const start = `startExecution({stateMachineArn: "${arn}", name: "${NAME}", input: JSON.stringify(${INPUT})})`;
  return [
    `AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any aws stepfunctions start-execution --region us-east-1 --endpoint-url ${url} --state-machine-arn ${arn} --name ${NAME} --input '${INPUT}'`,
    `node --input-type=module -e 'import {SFN} from "@aws-sdk/client-sfn"; console.log(await ${client}.${start})'`,
    `echo '${record}' | kcat -P -b ${brokers} -t ${prefix}inbox -k ${MACHINE}:${NAME}`,
  ];
}
