import CCurl
import NIOCore
import TrackKit

/// A range on its way: reads the origin's answer and gathers its bytes into chunks.
///
/// Belongs to the event loop. libcurl's callbacks only take notes: libcurl must not be called from there, and a stream
/// that receives something may do so.
final class RangeTransfer {
  let request: RangeRequest
  let sink: RangeSink
  let easy: EasyHandle
  private let turn: FetcherTurn
  private let pool: ChunkPool
  private var head = ResponseHead()
  private var redirects: RedirectRule
  private var accepted = false
  private var refusal: YouTubeStreamError.Cause?
  private var discarded = 0
  private var expected: Int64
  /// The size of the whole file, as the origin says.
  private var total: Int64?
  private var received: Int64 = 0
  private var chunk: ByteBuffer?
  private var chunkAudio = 0
  /// The beginning of the file, held back until it is known whether metadata may be put in.
  private var held: [UInt8] = []
  private var ready: [RangeDelivery] = []
  /// Whether the fetcher has noted that this turn brought something.
  var isTouched = false

  /// Bytes worth a delivery of their own while the client still has something to read.
  private static let worthDelivering = 64 * 1024
  /// A range as short as this may be for a client that reads at a pace: its bytes wait for long, in buffers
  /// small enough to be freed one by one as they leave.
  private static let shortRange = RangeSizing.first
  private static let smallChunk = 16 * 1024
  /// The largest refused body that is read to its end, to keep the connection for the next range.
  private static let longestDiscard = 16 * 1024

  init(request: RangeRequest, sink: RangeSink, easy: EasyHandle, turn: FetcherTurn, pool: ChunkPool) {
    self.request = request
    self.sink = sink
    self.easy = easy
    self.turn = turn
    self.pool = pool
    redirects = easy.redirectRule(for: request.url)
    expected = request.count
  }

  /// Takes a header line; `false` ends the transfer.
  func readHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    head.read(line: line)
    guard let location = head.takeLocation() else { return true }
    return redirects.allows(location: location, isProxied: easy.proxy != nil)
  }

  /// Whether a connection to `address` may be made; `nil` stands for one that is no address of the Internet protocols.
  func allowsConnection(to address: IPAddress?) -> Bool {
    address.map { redirects.allowsConnection(to: $0) } ?? true
  }

  /// Whether the request may be sent to `address`.
  func allowsRequest(to address: IPAddress?) -> Bool {
    address.map { redirects.allowsRequest(to: $0) } ?? true
  }

  /// Takes body bytes; `false` ends the transfer.
  func readBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard !sink.isCancelled else { return false }
    turn.touch(self)
    if !accepted, refusal == nil { judge() }
    guard accepted else {
      discarded += bytes.count
      return discarded <= Self.longestDiscard
    }
    guard received + Int64(bytes.count) <= expected else {
      refusal = .mismatch("more bytes than promised")
      accepted = false
      return false
    }
    append(bytes)
    return true
  }

  /// What is to be delivered now: full chunks, and what has been gathered when it is much or the client is
  /// hungry.
  func takeDeliveries() -> [RangeDelivery] {
    if sink.isHungry || (chunk?.readableBytes ?? 0) >= Self.worthDelivering { closeChunk() }
    sink.isGathering = chunk != nil
    defer { ready = [] }
    return ready
  }

  /// The last deliveries, once libcurl is done with the transfer.
  func finish(_ code: CURLcode) -> [RangeDelivery] {
    if !accepted, refusal == nil, code == CURLE_OK { judge() }
    closeChunk()
    ready.append(.end(outcome(code)))
    defer { ready = [] }
    return ready
  }

  private func judge() {
    switch head.accepting(request) {
    case .success(let head):
      accepted = true
      total = head.total
      if let last = head.last { expected = min(expected, last - request.first + 1) }
      ready.append(.head(head))
    case .failure(let refusal):
      self.refusal = refusal.cause
      // A range outside the file still tells how long the file is.
      if let total = head.unsatisfiedTotal { ready.append(.head(RangeHead(total: total))) }
    }
  }

  private func outcome(_ code: CURLcode) -> RangeOutcome {
    if let proxy = easy.proxy,
      let failure = ProxyFailure(code, of: easy, status: head.status)
    {
      return .failed(failure.cause(proxy))
    }
    if code != CURLE_OK, let refusal = redirects.refusal { return .failed(.redirect(refusal)) }
    if let refusal { return .failed(refusal) }
    if accepted, received == expected { return .complete }
    let why = String(cString: curl_easy_strerror(code))
    switch code {
    case CURLE_OK: return .failed(.interrupted("\(received) of \(expected) bytes"))
    case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      return .failed(.connect(why))
    // The only time limit libcurl was given. No name server answers where there is no network.
    case CURLE_OPERATION_TIMEDOUT where CCurl_hasAddress(easy.raw) == 0:
      return .failed(.connect("the name of the server is not found"))
    case CURLE_OPERATION_TIMEDOUT: return .failed(.connectTimeout(easy.connectTimeout))
    case CURLE_PEER_FAILED_VERIFICATION: return .failed(.tls(easy.certificateProblem ?? why))
    case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER: return .failed(.tls(why))
    // libcurl also says so of bytes that are no HTTP, such as surplus bytes of the answer before. Another connection
    // helps.
    case CURLE_UNSUPPORTED_PROTOCOL where head.status == 0 && request.url.lowercased().hasPrefix("http"):
      return .failed(.interrupted("an answer that is no HTTP"))
    case CURLE_TOO_MANY_REDIRECTS: return .failed(.redirectLoop)
    case CURLE_UNSUPPORTED_PROTOCOL: return .failed(.redirect("neither http nor https"))
    case CURLE_URL_MALFORMAT: return .failed(.redirect("malformed URL"))
    default: return .failed(.interrupted(why))
    }
  }

  private func append(_ bytes: UnsafeRawBufferPointer) {
    let offset = request.first + received
    received += Int64(bytes.count)
    if let tap = sink.tap, tap.total == total { tap.take(bytes, offset) }
    if sink.mp4Head == nil { handOn(bytes, at: offset) } else { lookAt(bytes, at: offset) }
  }

  /// Bytes without metadata pass while they are looked at; others wait for what is found.
  private func lookAt(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
    let waits = sink.interleaver != nil
    if waits { held += bytes }
    if let layout = sink.look(at: bytes, isLast: waits && received >= expected) {
      ready.append(.layout(layout))
      held.withUnsafeBytes { handOn($0, at: request.first) }
      held = []
    }
    if !waits { handOn(bytes, at: offset) }
  }

  private func handOn(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
    if let interleaver = sink.interleaver {
      interleaver.interleave(bytes, at: offset) { gather($0, audio: $1) }
    } else {
      gather(bytes, audio: bytes.count)
    }
  }

  private func gather(_ bytes: UnsafeRawBufferPointer, audio: Int) {
    var rest = bytes
    while !rest.isEmpty {
      if chunk == nil { chunk = takeChunk(for: rest.count) }
      // Filled completely: each buffer is a write to the client.
      let count = min(rest.count, chunk?.writableBytes ?? 0)
      chunk?.writeBytes(UnsafeRawBufferPointer(rebasing: rest[..<count]))
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      if audio > 0 { chunkAudio += count }
      if chunk?.writableBytes == 0 { closeChunk() }
    }
  }

  /// A buffer with room for what is still to come. Its size is a power of two: two full buffers are better than one
  /// that is half empty.
  private func takeChunk(for count: Int) -> ByteBuffer {
    guard request.count > Self.shortRange else { return pool.take(Self.smallChunk) }
    let rest = max(Int(expected - received), 0) + count
    let fitting = 1 << (Int.bitWidth - 1 - rest.leadingZeroBitCount)
    return pool.take(min(max(fitting, min(count, ChunkPool.chunkSize)), ChunkPool.chunkSize))
  }

  private func closeChunk() {
    guard let chunk, chunk.readableBytes > 0 else { return }
    self.chunk = nil
    ready.append(.bytes(chunk, audio: chunkAudio))
    chunkAudio = 0
  }
}

/// The transfers that one turn of the fetcher's loop brought something for.
///
/// Belongs to the event loop.
final class FetcherTurn {
  private var touched: [RangeTransfer] = []

  /// Whether there are none.
  var isEmpty: Bool { touched.isEmpty }

  func touch(_ transfer: RangeTransfer) {
    guard !transfer.isTouched else { return }
    transfer.isTouched = true
    touched.append(transfer)
  }

  /// Ends the turn.
  func take() -> [RangeTransfer] {
    for transfer in touched { transfer.isTouched = false }
    defer { touched.removeAll(keepingCapacity: true) }
    return touched
  }
}
