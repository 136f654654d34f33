// X's own twitter-text counts a JSON list of texts from standard input: [[weightedLength, valid], …].
const { parseTweet } = require("twitter-text");
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const told = texts.map((text) => parseTweet(text)).map((one) => [one.weightedLength, one.valid]);
process.stdout.write(JSON.stringify(told));
