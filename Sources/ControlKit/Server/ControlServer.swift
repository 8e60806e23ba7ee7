import Glibc
import NIOCore
import NIOPosix
public import ServiceLifecycle

/// Answers on the control socket until shutdown begins. The socket is gone first then, so that the next owner can have it
/// while the last songs are still being delivered.
public final class ControlServer: Service {
  private let claim: SocketClaim
  private let group: MultiThreadedEventLoopGroup
  private let listener: any Channel
  private let register: NIOLoopBound<ControlRegister>

  private init(
    claim: SocketClaim, group: MultiThreadedEventLoopGroup, listener: any Channel,
    register: NIOLoopBound<ControlRegister>
  ) {
    self.claim = claim
    self.group = group
    self.listener = listener
    self.register = register
  }

  /// Listens; requests are answered from now on.
  ///
  /// - Parameters:
  ///   - claim: the socket.
  ///   - owner: who answers.
  /// - Throws: NIO's errors, when the system has no thread or descriptor left; the claim is given back then.
  public static func start(_ claim: SocketClaim, owner: any ControlOwner) async throws -> ControlServer {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    do {
      let register = try await loop.submit { NIOLoopBound(ControlRegister(), eventLoop: loop) }.get()
      let routes = ControlRoutes(owner)
      let listener = try await ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: SocketClaim.backlog)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
              ControlHandler(routes: routes, register: register.value))
          }
        }
        .withBoundSocket(claim.descriptor).get()
      // A socket that is taken over gets a short line before its options are heeded.
      listen(claim.descriptor, SocketClaim.backlog)
      return ControlServer(claim: claim, group: group, listener: listener, register: register)
    } catch {
      claim.giveBack()
      group.shutdownGracefully { _ in }
      throw error
    }
  }

  /// Answers until its task is cancelled or a graceful shutdown begins.
  ///
  /// - Throws: nothing in practice; the protocol allows it.
  public func run() async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
    await withTaskCancellationOrGracefulShutdownHandler {
      for await _ in stream {}
    } onCancelOrGracefulShutdown: {
      continuation.finish()
    }
    claim.giveBack()
    // What can't be closed is closed already.
    try? await listener.close()
    try? await register.eventLoop.submit { [register] in register.value.closeAll() }.get()
    try? await group.shutdownGracefully()
  }
}
