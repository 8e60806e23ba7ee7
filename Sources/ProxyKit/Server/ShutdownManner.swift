/// How the service goes down.
public struct ShutdownManner: Sendable, Equatable {
  /// How long streams may take to end; `nil` for as long as they take.
  public var patience: Duration?
  /// Whether another instance may have the port meanwhile. Requests are then refused; otherwise those for tracks get 503,
  /// and those for the state are answered.
  public var freesPort: Bool

  /// Streams have `patience`; the port is kept unless told otherwise.
  public init(patience: Duration?, freesPort: Bool = false) {
    self.patience = patience
    self.freesPort = freesPort
  }
}
