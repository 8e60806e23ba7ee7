import Glibc
import NIOCore
import NIOPosix

/// Opens the listening sockets.
struct Listener {
  let group: MultiThreadedEventLoopGroup
  let core: NIOLoopBound<ServiceCore>

  /// Listens on `host`; `localhost` means 127.0.0.1 and, where there is IPv6, ::1.
  ///
  /// - Throws: NIO's errors of binding.
  func listen(host: String, port: Int) async throws -> [SocketAddress] {
    guard host == "localhost" else { return [try await bind(host: host, port: port)] }
    let first = try await bind(host: "127.0.0.1", port: port)
    do {
      return [first, try await bind(host: "::1", port: first.port ?? port)]
    } catch let error as IOError where error.errnoCode != EADDRINUSE || port == 0 {
      // No IPv6 here, or a picked port that is taken there: 127.0.0.1 alone will do.
      return [first]
    }
  }

  private func bind(host: String, port: Int) async throws -> SocketAddress {
    let core = core
    let channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      // Linux hands these down to every accepted socket, and so TCP_NODELAY, which NIO sets; that saves three
      // calls a connection.
      .serverChannelOption(.socketOption(.so_keepalive), value: 1)
      .serverChannelOption(
        .tcpOption(.notSentLowWater), value: SocketOptionValue(ClientPace.unknown.notSentLowWater)
      )
      // One at a time: to look for a second one costs the first 20 us.
      .serverChannelOption(.maxMessagesPerRead, value: 1)
      // A client that has ended its side may still want its answer.
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2048))
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let core = core.value
          try channel.pipeline.syncOperations.addHandler(
            ProxyHTTPHandler(
              relay: core.relay, routes: core.routes, gate: core.gate, connections: core.connections))
        }
      }
      .bind(host: host, port: port).get()
    try await channel.eventLoop.submit { core.value.listens(on: channel) }.get()
    guard let address = channel.localAddress else { throw ChannelError.unknownLocalAddress }
    return address
  }
}
