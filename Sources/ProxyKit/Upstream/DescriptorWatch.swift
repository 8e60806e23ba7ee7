import CReadiness
import Glibc
import NIOCore
import NIOPosix
import TrackKit

/// Tells an event loop that a descriptor is readable. NIO itself reads what it watches, which would take the bytes
/// from libcurl.
///
/// Belongs to the event loop.
protocol DescriptorWatch: AnyObject {
  /// Called once for each ``arm()``, on the event loop, when the descriptor is readable.
  var onReadable: (() -> Void)? { get set }

  /// Waits for the descriptor to be readable, if that is not under way.
  func arm()

  /// Waits no more, and gives everything back.
  func stop()
}

/// Has the kernel count up an eventfd when the descriptor is readable (io_submit(2) with `IOCB_CMD_POLL`), and NIO
/// read that as it reads a pipe: no other thread has to wake up first.
final class KernelWatch: DescriptorWatch {
  var onReadable: (() -> Void)?

  private let descriptor: Int32
  private let queue: aio_context_t
  private let counter: Int32
  private let eventLoop: any EventLoop
  private var channel: (any Channel)?
  private var isArmed = false
  /// Whether NIO does not read the counter.
  private var isBroken = false
  private var isStopped = false

  /// How soon to look again when the kernel takes no poll because memory is short.
  private static let patience = TimeAmount.milliseconds(10)

  /// A watch of `descriptor`, `nil` where the kernel has no such polls or a container forbids them. Call on the event
  /// loop.
  init?(_ descriptor: Int32, on eventLoop: any EventLoop) {
    queue = CReadiness_makeQueue()
    counter = queue == 0 ? -1 : CReadiness_makeCounter(0)
    self.descriptor = descriptor
    self.eventLoop = eventLoop
    guard counter >= 0 else {
      if queue != 0 { CReadiness_endQueue(queue) }
      return nil
    }
    readCounter()
  }

  func arm() {
    guard !isArmed, !isStopped else { return }
    isArmed = true
    guard isBroken || CReadiness_poll(queue, descriptor, counter) != 0 else { return }
    eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { [weak self] in self?.fire() }
  }

  func stop() {
    onReadable = nil
    guard !isStopped else { return }
    isStopped = true
    CReadiness_endQueue(queue)
    channel?.close(promise: nil)
  }

  private func readCounter() {
    let watch = NIOLoopBound(self, eventLoop: eventLoop)
    NIOPipeBootstrap(group: eventLoop)
      // A counter is eight bytes; with room for more NIO knows that it has read all there is.
      .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 16))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(CounterHandler { watch.value.fire() })
        }
      }
      .takingOwnershipOfDescriptor(input: counter)
      .assumeIsolated()
      .whenComplete { [self] result in
        switch result {
        case .success(let channel):
          if isStopped { channel.close(promise: nil) } else { self.channel = channel }
        case .failure:
          close(counter)
          isBroken = true
          fire()
        }
      }
  }

  private func fire() {
    guard isArmed else { return }
    isArmed = false
    onReadable?()
  }
}

/// Calls back when a counter was counted up.
private final class CounterHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }

  func channelReadComplete(context: ChannelHandlerContext) { body() }
}

/// Has a thread sleep until the descriptor is readable.
final class ThreadWatch: DescriptorWatch {
  var onReadable: (() -> Void)?

  private let sleeper: Sleeper
  private var thread = pthread_t()
  private var isArmed = false
  private var isStopped = false

  /// A watch of `descriptor`, `nil` when the system has no thread left. Call on the event loop.
  init?(_ descriptor: Int32, on eventLoop: any EventLoop) {
    let counter = CReadiness_makeCounter(1)
    guard counter >= 0 else { return nil }
    let watch = NIOLoopBound(Reference(), eventLoop: eventLoop)
    sleeper = Sleeper(descriptor: descriptor, counter: counter) {
      eventLoop.execute { watch.value.watch?.fire() }
    }
    let context = Unmanaged.passRetained(sleeper).toOpaque()
    let failure = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Sleeper>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    guard failure == 0 else {
      Unmanaged<Sleeper>.fromOpaque(context).release()
      return nil
    }
    watch.value.watch = self
  }

  func arm() {
    guard !isArmed, !isStopped else { return }
    isArmed = true
    sleeper.count(1)
  }

  /// Waits for the thread to end; it is awake at once.
  func stop() {
    onReadable = nil
    guard !isStopped else { return }
    isStopped = true
    sleeper.count(Sleeper.end)
    pthread_join(thread, nil)
  }

  private func fire() {
    isArmed = false
    onReadable?()
  }

  private final class Reference {
    weak var watch: ThreadWatch?
  }
}

/// What the thread of a ``ThreadWatch`` does.
private final class Sleeper: Sendable {
  /// Counted for the thread to end.
  static let end: UInt64 = 1 << 32

  private let descriptor: Int32
  private let counter: Int32
  private let onReadable: @Sendable () -> Void

  init(descriptor: Int32, counter: Int32, onReadable: @escaping @Sendable () -> Void) {
    self.descriptor = descriptor
    self.counter = counter
    self.onReadable = onReadable
  }

  deinit { close(counter) }

  func count(_ number: UInt64) {
    var number = number
    // It fails only when the counter is full, which so few calls can't bring about.
    _ = write(counter, &number, MemoryLayout<UInt64>.size)
  }

  func run() {
    while true {
      var count: UInt64 = 0
      guard read(counter, &count, MemoryLayout<UInt64>.size) > 0 else { continue }
      if count >= Self.end { return }
      var waiting = [descriptor, counter].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      while poll(&waiting, nfds_t(waiting.count), -1) < 0, errno == EINTR {}
      // Only the end is counted while this waits.
      if waiting[1].revents == 0 { onReadable() }
    }
  }
}
