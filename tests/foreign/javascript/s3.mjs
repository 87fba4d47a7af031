// Objects, links and errors, with Amazon's SDK for JavaScript; prints a line a step.
import { text } from "node:stream/consumers";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const s3 = new S3Client({});
const Bucket = "javascripts-111122223333";

async function refused(command) {
  try {
    await s3.send(command);
    return "nothing";
  } catch (error) {
    return `${error.name} ${error.$metadata.httpStatusCode}`;
  }
}

console.log("before:", await refused(new HeadBucketCommand({ Bucket })));
await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }));
console.log("twice:", await refused(new CreateBucketCommand({ Bucket })));
const body = "sepal,petal\n5.1,1.4\n";
await s3.send(new PutObjectCommand({ Bucket, Key: "a folder/träin+1.csv", Body: body, ContentType: "text/csv" }));
const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a folder/träin+1.csv" }));
console.log("got:", got.ContentType, (await got.Body.transformToString()) === body);
console.log("no key:", await refused(new GetObjectCommand({ Bucket, Key: "missing" })));
console.log("no bucket:", await refused(new ListObjectsV2Command({ Bucket: "nobodys-444455556666" })));

const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "linked" }), { expiresIn: 60 });
const sent = await fetch(put, { method: "PUT", body: "by a link" });
console.log("put by a link:", sent.status);
const link = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "linked" }), { expiresIn: 60 });
const read = await fetch(link);
console.log("got by a link:", read.status, await text(read.body));
const other = await fetch(link.replace("/linked", "/a%20folder/tr%C3%A4in%2B1.csv"));
console.log("another's link:", other.status, /<Code>(\w+)</.exec(await other.text())[1]);
const late = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "linked" }), {
  expiresIn: 60,
  signingDate: new Date(Date.now() - 3_600_000),
});
const expired = await fetch(late);
console.log("a late link:", expired.status, /<Message>([^<]+)</.exec(await expired.text())[1]);

const keys = [];
for await (const page of paginateListObjectsV2({ client: s3, pageSize: 1 }, { Bucket })) {
  keys.push(...(page.Contents ?? []).map((one) => one.Key));
}
console.log("listed:", keys.join(" | "));
await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
await s3.send(new DeleteBucketCommand({ Bucket }));
console.log("after:", await refused(new HeadBucketCommand({ Bucket })));
