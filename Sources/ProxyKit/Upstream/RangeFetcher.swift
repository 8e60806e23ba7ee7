import CCurl
import NIOCore
import TrackKit

/// Fetches closed ranges with libcurl, on the event loop that carries the streams.
///
/// A range is read to its end as fast as the origin gives it: it is never paused, because a stream asks for
/// no more than its client is about to read. Streams are told what has come when libcurl has returned, so that they
/// may call the fetcher from there.
final class RangeFetcher {
  /// Buffers for range bytes; give them back once they are written.
  let pool = ChunkPool()

  private let multi: CurlMulti
  private let watch: any DescriptorWatch
  private var options: UpstreamOptions
  private let eventLoop: any EventLoop
  private let turn = FetcherTurn()
  private var active: [ObjectIdentifier: RangeTransfer] = [:]
  private var idle: [EasyHandle] = []
  private var pools = ConnectionPools()
  /// Ranges that could not be begun.
  private var stillborn: [RangeSink] = []
  private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?
  private var isReportPlanned = false
  private var isStopped = false

  private static let mostIdleHandles = 32

  /// A fetcher. Call on the event loop.
  ///
  /// - Parameters:
  ///   - options: how the origin is reached.
  ///   - connections: how many idle connections are kept; at least the number of concurrent streams.
  ///   - eventLoop: where everything happens.
  ///   - usesThread: has a thread watch the connections even where the kernel would do it.
  /// - Throws: ``FetcherError`` when libcurl or the system has no more room.
  init(
    options: UpstreamOptions, connections: Int, eventLoop: any EventLoop, usesThread: Bool = false
  ) throws(FetcherError) {
    multi = try CurlMulti(connections: max(connections, 16))
    let kernelWatch = usesThread ? nil : KernelWatch(multi.set, on: eventLoop)
    guard let watch = (kernelWatch ?? ThreadWatch(multi.set, on: eventLoop)) as (any DescriptorWatch)? else {
      throw .thread
    }
    self.watch = watch
    self.options = options
    self.eventLoop = eventLoop
    watch.onReadable = { [unowned self] in socketsAreReady() }
    watch.arm()
  }

  /// Asks for a range; everything else reaches `sink`, not before this has returned.
  func fetch(_ request: RangeRequest, into sink: RangeSink) {
    guard !isStopped else { return }
    guard let easy = idle.popLast() ?? EasyHandle(options: options) else {
      stillborn.append(sink)
      return planReport()
    }
    if request.needsFreshConnection { dropConnections(to: request.url) }
    easy.use(pools.pool(for: request.url))
    let transfer = RangeTransfer(request: request, sink: sink, easy: easy, turn: turn, pool: pool)
    easy.prepare(request, context: Unmanaged.passUnretained(transfer).toOpaque())
    active[ObjectIdentifier(sink)] = transfer
    multi.add(easy)
    // Where a connection is at hand, the request leaves now.
    drive(.time)
  }

  /// Gives up the range of `sink` and its connection.
  func cancel(_ sink: RangeSink) {
    sink.cancel()
    guard let transfer = active.removeValue(forKey: ObjectIdentifier(sink)) else { return }
    retire(transfer)
    setTimer()
  }

  /// Hands over soon what has been gathered for `sink`: its client has nothing left to read.
  func flush(_ sink: RangeSink) {
    guard let transfer = active[ObjectIdentifier(sink)] else { return }
    turn.touch(transfer)
    planReport()
  }

  /// Reaches the origin by other options from now on. Ranges under way go on by the old ones.
  func take(_ options: UpstreamOptions) {
    guard options != self.options else { return }
    self.options = options
    idle = []
    dropConnections()
  }

  /// Drops the kept connections to all origins, or to that of `url`: what is asked for from now on takes new ones.
  /// Ranges under way go on.
  func dropConnections(to url: String? = nil) {
    if let url { pools.drop(url) } else { pools.dropAll() }
    for easy in idle where easy.pool?.isDropped == true { easy.use(nil) }
  }

  /// Ends every transfer, without deliveries; nothing is fetched any more.
  func stop() {
    guard !isStopped else { return }
    isStopped = true
    timer?.task.cancel()
    watch.stop()
    for transfer in active.values { multi.remove(transfer.easy) }
    active = [:]
    idle = []
    pools.dropAll()
  }

  // MARK: Driving

  private func socketsAreReady() {
    pool.wake()
    drive(.sockets)
    report()
    watch.arm()
  }

  private func drive(_ occasion: CurlMulti.Occasion) {
    let running = multi.drive(occasion) ?? active.count
    if running < active.count || !turn.isEmpty { planReport() }
    setTimer()
  }

  /// Drives libcurl when it wants to be driven.
  private func setTimer() {
    guard let timeout = multi.takeTimeout() else { return }
    let deadline = NIODeadline.now() + .milliseconds(Int64(timeout))
    // Each range has its own limits for connecting; an early wake-up is cheaper than another timer.
    if let timer, timer.deadline <= deadline { return }
    timer?.task.cancel()
    let task = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
      guard let self, !isStopped else { return }
      timer = nil
      drive(.time)
    }
    timer = (deadline, task)
  }

  // MARK: Reporting

  private func planReport() {
    guard !isReportPlanned else { return }
    isReportPlanned = true
    eventLoop.assumeIsolated().execute { [weak self] in self?.report() }
  }

  /// Tells the streams what has come.
  private func report() {
    isReportPlanned = false
    for sink in stillborn { sink.receive([.end(.failed(.connect("out of memory")))]) }
    stillborn = []
    while let (raw, code) = multi.nextEnded() {
      guard let context = CCurl_private(raw) else { continue }
      let transfer = Unmanaged<RangeTransfer>.fromOpaque(context).takeUnretainedValue()
      active.removeValue(forKey: ObjectIdentifier(transfer.sink))
      let last = transfer.finish(code)
      // Before the stream asks for its next range, which is to find handle and connection free.
      retire(transfer)
      transfer.sink.receive(last)
    }
    for transfer in turn.take() where active[ObjectIdentifier(transfer.sink)] != nil {
      transfer.sink.receive(transfer.takeDeliveries())
    }
  }

  private func retire(_ transfer: RangeTransfer) {
    multi.remove(transfer.easy)
    if transfer.easy.pool?.isDropped == true { transfer.easy.use(nil) }
    if idle.count < Self.mostIdleHandles, transfer.easy.options == options { idle.append(transfer.easy) }
  }
}

/// The fetcher could not start.
enum FetcherError: Error, CustomStringConvertible {
  /// libcurl gave no handle.
  case libcurl
  /// The system gave no descriptor.
  case descriptor
  /// The system gave no thread.
  case thread

  var description: String {
    switch self {
    case .libcurl: "libcurl could not be started: out of memory"
    case .descriptor: "the origin can't be fetched from: the system's limit of open files is reached"
    case .thread: "no thread for fetching could be started: the system's limit is reached"
    }
  }
}
