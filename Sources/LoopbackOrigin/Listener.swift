import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The origin's listening socket, its connections and its event loops.
final class Listener: Sendable {
  private struct State {
    var server: (any Channel)?
    var isShutDown = false
    var count = 0
    var connections: [Int: any Channel] = [:]
  }

  private let catalogue: Catalogue
  private let configuration: LoopbackOrigin.Configuration
  private let group: MultiThreadedEventLoopGroup
  private let reservation: PortReservation
  private let state = Mutex(State())

  /// The type that decodes a connection's requests. It is made once, before several event loops ask for it at once for the
  /// first time: Swift 6.3's runtime can end the process then.
  private static let decoder: Any.Type = ByteToMessageHandler<HTTPRequestDecoder>.self

  init(catalogue: Catalogue, configuration: LoopbackOrigin.Configuration) throws {
    reservation = try PortReservation()
    self.catalogue = catalogue
    self.configuration = configuration
    group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.threads))
  }

  var openConnections: Int { state.withLock { $0.connections.count } }

  /// The port of 127.0.0.1 that is listened on.
  var port: Int { reservation.port }

  /// Takes connections from now on.
  func listen() async throws {
    _ = Self.decoder
    let server = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(
        .writeBufferWaterMark,
        value: .init(low: configuration.sliceBytes / 2, high: configuration.sliceBytes)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try self.serve(channel) }
      }
      .bind(host: "127.0.0.1", port: port).get()
    let superseded = state.withLock { state in
      defer { state.server = server }
      return state.server
    }
    superseded?.close(promise: nil)
  }

  /// Closes the socket and every connection.
  func stop() async throws {
    let server = state.withLock { state in
      defer { state.server = nil }
      return state.server
    }
    try await server?.close()
    try await cutConnections()
  }

  /// Closes every connection.
  func cutConnections() async throws {
    for connection in state.withLock({ Array($0.connections.values) }) {
      connection.pipeline.fireUserInboundEventTriggered(OriginGoesAway())
      try await connection.closeFuture.get()
    }
  }

  /// Stops, and ends the event loops; later calls do nothing.
  func shutdown() async throws {
    let isFirst = state.withLock { state in
      defer { state.isShutDown = true }
      return !state.isShutDown
    }
    guard isFirst else { return }
    try await stop()
    try await group.shutdownGracefully()
  }

  private func serve(_ channel: any Channel) throws {
    let number = state.withLock { state in
      state.count += 1
      state.connections[state.count] = channel
      return state.count
    }
    channel.closeFuture.whenComplete { _ in
      self.state.withLock { _ = $0.connections.removeValue(forKey: number) }
    }
    let pace = configuration.bytesPerSecond.map {
      Answer.Rhythm(bytes: max(1, $0 / 20), every: .milliseconds(50))
    }
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
    try pipeline.addHandler(
      OriginConnection(
        number: number, catalogue: catalogue, sliceBytes: configuration.sliceBytes, pace: pace))
  }
}
