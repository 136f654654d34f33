// Starts Bluesky's own server code (PDS and PLC directory) on loopback, prints its address as JSON, ends on SIGTERM.
import { TestNetworkNoAppView } from '@atproto/dev-env'

const port = Number(process.argv[2])
const network = await TestNetworkNoAppView.create({
  pds: { port, hostname: 'localhost', enableDidDocWithSession: true },
  plc: { port: port + 1 },
})
console.log(JSON.stringify({ url: network.pds.url }))
process.on('SIGTERM', async () => {
  await network.close()
  process.exit(0)
})
