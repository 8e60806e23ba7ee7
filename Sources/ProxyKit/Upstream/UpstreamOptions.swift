public import TrackKit

/// How the origin is reached.
public struct UpstreamOptions: Sendable, Equatable {
  /// How long making a connection may take.
  public var connectTimeout: Duration
  /// The protocol family.
  public var addressFamily: AddressFamily
  /// The local address to connect from, `nil` for the system's choice.
  public var sourceAddress: String?
  /// A file of certificate authorities in PEM form to trust instead of the system's.
  public var certificateAuthorityFile: String?

  /// The usual way: ten seconds, any family, any address.
  public init(
    connectTimeout: Duration = .seconds(10), addressFamily: AddressFamily = .any,
    sourceAddress: String? = nil, certificateAuthorityFile: String? = nil
  ) {
    self.connectTimeout = connectTimeout
    self.addressFamily = addressFamily
    self.sourceAddress = sourceAddress
    self.certificateAuthorityFile = certificateAuthorityFile
  }
}
