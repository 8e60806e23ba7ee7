import Glibc
import NIOCore
import NIOPosix

/// Opens the listening sockets.
struct Listener {
  let group: MultiThreadedEventLoopGroup
  let core: NIOLoopBound<ServiceCore>

  /// Listens on `host`; `localhost` means 127.0.0.1 and, where there is IPv6, ::1. Where there are `sockets`, which are bound
  /// already, on these.
  ///
  /// - Throws: NIO's errors of binding.
  func listen(host: String, port: Int, sockets: [Int32] = []) async throws -> [SocketAddress] {
    if !sockets.isEmpty {
      var addresses: [SocketAddress] = []
      for socket in sockets { addresses.append(try await open { $0.withBoundSocket(socket) }) }
      return addresses
    }
    guard host == "localhost" else { return [try await open { $0.bind(host: host, port: port) }] }
    let first = try await open { $0.bind(host: "127.0.0.1", port: port) }
    do {
      return [first, try await open { $0.bind(host: "::1", port: first.port ?? port) }]
    } catch let error as IOError where error.errnoCode != EADDRINUSE || port == 0 {
      // No IPv6 here, or a picked port that is taken there: 127.0.0.1 alone will do.
      return [first]
    }
  }

  private func open(_ bind: (ServerBootstrap) -> EventLoopFuture<any Channel>) async throws -> SocketAddress {
    let core = core
    let bootstrap = ServerBootstrap(group: group)
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
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // Set here rather than as options of the bootstrap, which takes a future for each.
          let options = channel.syncOptions
          // A client that has ended its side may still want its answer.
          try options?.setOption(.allowRemoteHalfClosure, value: true)
          try options?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2048))
          let core = core.value
          try channel.pipeline.syncOperations.addHandler(
            ProxyHTTPHandler(
              relay: core.relay, routes: core.routes, gate: core.gate, connections: core.connections))
        }
      }
    let channel = try await bind(bootstrap).get()
    try await channel.eventLoop.submit { core.value.listens(on: channel) }.get()
    guard let address = channel.localAddress else { throw ChannelError.unknownLocalAddress }
    return address
  }
}
