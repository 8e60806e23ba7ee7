import CCurl
import Glibc
import NIOCore
import Synchronization

/// Fetches closed ranges with libcurl, all of them on one thread of its own.
///
/// A range is read to its end as fast as the origin gives it: it is never paused, because a stream asks for
/// no more than its client is about to read. What one turn of the loop brought, for all streams together,
/// crosses to their event loop in a single hop.
final class RangeFetcher: Sendable {
  private enum Command: Sendable {
    case fetch(RangeRequest, RangeSink)
    case cancel(RangeSink)
    case flush(RangeSink)
    case stop
  }

  /// Buffers for range bytes; give them back once they are written.
  let pool = ChunkPool()

  private let commands = Mutex<[Command]>([])
  /// libcurl allows `curl_multi_wakeup` from any thread, and nothing else.
  private let multi: MultiHandle
  private let options: UpstreamOptions
  private let eventLoop: any EventLoop

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - options: how the origin is reached.
  ///   - connections: how many idle connections are kept; at least the number of concurrent streams.
  ///   - eventLoop: where all sinks get their deliveries.
  /// - Throws: ``FetcherError`` when libcurl or the system has no more room.
  init(options: UpstreamOptions, connections: Int, eventLoop: any EventLoop) throws(FetcherError) {
    guard CCurl_globalInit() == CURLE_OK, let multi = curl_multi_init() else { throw .libcurl }
    _ = CCurl_setMultiLong(multi, CURLMOPT_MAXCONNECTS, max(connections, 16))
    self.multi = MultiHandle(raw: multi)
    self.options = options
    self.eventLoop = eventLoop
    guard startThread() else { throw .thread }
  }

  deinit {
    // Here and not at the thread's end: a last `cancel` may still be waking the handle up until now.
    curl_multi_cleanup(multi.raw)
  }

  /// Asks for a range; everything else reaches `sink`.
  func fetch(_ request: RangeRequest, into sink: RangeSink) {
    send(.fetch(request, sink))
  }

  /// Gives up the range of `sink` and its connection. Call on the event loop.
  func cancel(_ sink: RangeSink) {
    sink.cancel()
    send(.cancel(sink))
  }

  /// Hands over what has been gathered for `sink`: its client has nothing left to read.
  func flush(_ sink: RangeSink) {
    send(.flush(sink))
  }

  /// Ends the thread and with it every transfer, without deliveries.
  func stop() {
    send(.stop)
  }

  private func send(_ command: Command) {
    commands.withLock { $0.append(command) }
    curl_multi_wakeup(multi.raw)
  }

  /// The commands so far, in order. Call on the fetcher's thread.
  private func takeCommands() -> [Command] {
    commands.withLock { commands in
      defer { commands.removeAll(keepingCapacity: true) }
      return commands
    }
  }

  private func startThread() -> Bool {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    let failure = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let fetcher = Unmanaged<RangeFetcher>.fromOpaque(context).takeRetainedValue()
        FetcherLoop(multi: fetcher.multi.raw, options: fetcher.options, pool: fetcher.pool).run(for: fetcher)
        return nil
      }, context)
    guard failure == 0 else {
      Unmanaged<RangeFetcher>.fromOpaque(context).release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  /// The loop of the fetcher's thread, and all that belongs to it alone.
  private final class FetcherLoop {
    private let multi: UnsafeMutableRawPointer
    private let options: UpstreamOptions
    private let pool: ChunkPool
    private let turn = FetcherTurn()
    private var active: [ObjectIdentifier: RangeTransfer] = [:]
    private var idle: [EasyHandle] = []
    private var deliveries: [(RangeSink, RangeDelivery)] = []

    private static let mostIdleHandles = 32

    init(multi: UnsafeMutableRawPointer, options: UpstreamOptions, pool: ChunkPool) {
      self.multi = multi
      self.options = options
      self.pool = pool
    }

    func run(for fetcher: RangeFetcher) {
      var isRunning = true
      while isRunning {
        let commands = fetcher.takeCommands()
        for command in commands {
          switch command {
          case .fetch(let request, let sink): start(request, sink)
          case .cancel(let sink): cancel(sink)
          case .flush(let sink): active[ObjectIdentifier(sink)].map(turn.touch)
          case .stop: isRunning = false
          }
        }
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        reap()
        for transfer in turn.take() where active[ObjectIdentifier(transfer.sink)] != nil {
          deliver(transfer.takeDeliveries(), to: transfer.sink)
        }
        handOver(on: fetcher.eventLoop)
        if isRunning { curl_multi_poll(multi, nil, 0, 60_000, nil) }
      }
      for transfer in active.values { curl_multi_remove_handle(multi, transfer.easy.raw) }
      active = [:]
    }

    private func start(_ request: RangeRequest, _ sink: RangeSink) {
      guard !sink.isCancelled else { return }
      guard let easy = idle.popLast() ?? EasyHandle(options: options) else {
        deliver([.end(.failed(.connect("out of memory")))], to: sink)
        return
      }
      let transfer = RangeTransfer(request: request, sink: sink, easy: easy, turn: turn, pool: pool)
      easy.prepare(request, context: Unmanaged.passUnretained(transfer).toOpaque())
      active[ObjectIdentifier(sink)] = transfer
      curl_multi_add_handle(multi, easy.raw)
    }

    private func cancel(_ sink: RangeSink) {
      guard let transfer = active.removeValue(forKey: ObjectIdentifier(sink)) else { return }
      retire(transfer)
    }

    private func reap() {
      var code = CURLE_OK
      while let raw = CCurl_nextDone(multi, &code) {
        guard let context = CCurl_private(raw) else { continue }
        let transfer = Unmanaged<RangeTransfer>.fromOpaque(context).takeUnretainedValue()
        active.removeValue(forKey: ObjectIdentifier(transfer.sink))
        deliver(transfer.finish(code), to: transfer.sink)
        retire(transfer)
      }
    }

    private func retire(_ transfer: RangeTransfer) {
      curl_multi_remove_handle(multi, transfer.easy.raw)
      if idle.count < Self.mostIdleHandles { idle.append(transfer.easy) }
    }

    private func deliver(_ new: [RangeDelivery], to sink: RangeSink) {
      for delivery in new { deliveries.append((sink, delivery)) }
    }

    private func handOver(on eventLoop: any EventLoop) {
      guard !deliveries.isEmpty else { return }
      let batch = deliveries
      deliveries = []
      eventLoop.execute { [pool] in
        pool.wake()
        for (sink, delivery) in batch { sink.receive(delivery) }
      }
    }
  }
}

/// libcurl's multi handle; whoever holds it may wake it up from any thread.
private struct MultiHandle: @unchecked Sendable {
  // Unchecked: the pointer is used on the fetcher's thread alone, but for `curl_multi_wakeup`, which libcurl
  // documents as safe from any thread.
  let raw: UnsafeMutableRawPointer
}

/// The fetcher could not start.
enum FetcherError: Error, CustomStringConvertible {
  /// libcurl gave no handle.
  case libcurl
  /// The system gave no thread.
  case thread

  var description: String {
    switch self {
    case .libcurl: "libcurl could not be started: out of memory"
    case .thread: "no thread for fetching could be started: the system's limit is reached"
    }
  }
}
