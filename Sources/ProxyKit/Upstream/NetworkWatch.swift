import CReadiness
import Glibc
import NIOCore
import TrackKit

/// Tells that the network may be another one: the kernel says when the machine's addresses or routes change, and when
/// it has resumed. Nothing is asked in between.
///
/// Belongs to the event loop.
final class NetworkWatch {
  /// Where the news come from.
  struct Sources {
    /// Where the kernel tells of addresses and routes, as a datagram socket; negative for nowhere.
    var routes = CReadiness_openNetworkChanges()
    /// Readable when the clock was set, which a resume does as well; negative for none.
    var clock = CReadiness_openClockChanges()
    /// How long the machine has been suspended since its start.
    var suspended: () -> Duration = { .nanoseconds(CReadiness_suspendedTime()) }
  }

  private let sources: Sources
  private let set: Int32
  private let watch: (any DescriptorWatch)?
  private let eventLoop: any EventLoop
  private let onChange: (NetworkChange) -> Void
  private var messages = RouteMessages()
  private var suspended: Duration
  /// What has changed since the last time it was told.
  private var pending: NetworkChange?
  private var settling: Scheduled<Void>?
  private var isStopped = false
  private var ready = [CReadiness_event](repeating: CReadiness_event(), count: Int(CREADINESS_MOST))

  /// What the system refuses, as a sentence; `nil` when it refuses nothing.
  let refusal: String?

  /// A new connection brings several messages: the first is told at once, the others together.
  static let settlingTime = Duration.milliseconds(250)
  /// The two clocks are read one after the other.
  private static let shortestSuspension = Duration.milliseconds(100)

  /// A watch. Call on the event loop.
  ///
  /// - Parameter onChange: called on the event loop.
  init(
    on eventLoop: any EventLoop, sources: Sources = Sources(), onChange: @escaping (NetworkChange) -> Void
  ) {
    self.sources = sources
    self.eventLoop = eventLoop
    self.onChange = onChange
    suspended = sources.suspended()
    set = CReadiness_makeSet()
    let kernelWatch = set < 0 ? nil : KernelWatch(set, on: eventLoop)
    watch = kernelWatch ?? (set < 0 ? nil : ThreadWatch(set, on: eventLoop))
    let isToldOfRoutes = sources.routes >= 0 && CReadiness_watch(set, sources.routes, 1, 0) == 0
    let isToldOfClock = sources.clock >= 0 && CReadiness_watch(set, sources.clock, 1, 0) == 0
    refusal =
      switch (watch != nil && isToldOfRoutes, watch != nil && isToldOfClock) {
      case (true, true): nil
      case (false, true): "the system does not tell of changes of the network"
      case (true, false): "the system does not tell when the machine resumes"
      case (false, false): "the system tells neither of changes of the network nor when the machine resumes"
      }
    watch?.onReadable = { [unowned self] in somethingIsReady() }
    watch?.arm()
  }

  /// Watches no more, and gives everything back.
  func stop() {
    guard !isStopped else { return }
    isStopped = true
    settling?.cancel()
    watch?.stop()
    for descriptor in [sources.routes, sources.clock, set] where descriptor >= 0 { close(descriptor) }
  }

  private func somethingIsReady() {
    let count = CReadiness_take(set, &ready)
    for event in ready.prefix(Int(max(count, 0))) {
      switch event.descriptor {
      case sources.routes: readRoutes()
      default: readClock()
      }
    }
    watch?.arm()
  }

  private func readRoutes() {
    let change = withUnsafeTemporaryAllocation(byteCount: 32 << 10, alignment: 8) { buffer in
      var change: NetworkChange?
      while true {
        let count = recv(sources.routes, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 {
          change = messages.read(UnsafeRawBufferPointer(rebasing: buffer[..<count])) ?? change
        } else if count < 0, errno == ENOBUFS {
          // There were more messages than the kernel keeps.
          change = .routes
        } else if count == 0 || errno != EINTR {
          return change
        }
      }
    }
    if let change { tell(change) }
  }

  private func readClock() {
    var count: UInt64 = 0
    // It fails with ECANCELED, which is the news.
    _ = read(sources.clock, &count, MemoryLayout<UInt64>.size)
    _ = CReadiness_armClockChanges(sources.clock)
    let now = sources.suspended()
    let duration = now - suspended
    suspended = now
    // A clock that was set moves nothing here.
    if duration >= Self.shortestSuspension { tell(.resumed(after: duration)) }
  }

  private func tell(_ change: NetworkChange) {
    guard settling == nil else {
      pending = change
      return
    }
    let time = TimeAmount.nanoseconds(Int64(Self.settlingTime.seconds * 1e9))
    settling = eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
      guard let self, !isStopped else { return }
      settling = nil
      if let pending = pending.take() { tell(pending) }
    }
    onChange(change)
  }
}
