import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";

const sfn = new SFNClient({ disableHostPrefix: true });
const { executionArn } = await sfn.send(new StartExecutionCommand({
  stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:songs",
  input: '{"name": "PSY"}',
}));
let d;
do {
  await new Promise((resolve) => setTimeout(resolve, 100));
  d = await sfn.send(new DescribeExecutionCommand({ executionArn }));
} while (d.status === "RUNNING");
console.log(d.output);
