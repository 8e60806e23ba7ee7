public import TrackKit

/// How the origin is reached.
public struct UpstreamOptions: Sendable, Equatable {
  /// How long making a connection may take.
  public var connectTimeout: Duration
  /// The way there; it must be the one by which the URLs were found.
  public var wayOut: WayOut
  /// A file of certificate authorities in PEM form to trust instead of the system's.
  public var certificateAuthorityFile: String?

  /// Addresses that count as public; tests have no real ones.
  var publicAddresses: [IPAddress] = []

  /// Ten seconds and the straight way, unless said otherwise.
  public init(
    connectTimeout: Duration = .seconds(10), wayOut: WayOut = WayOut(),
    certificateAuthorityFile: String? = nil
  ) {
    self.connectTimeout = connectTimeout
    self.wayOut = wayOut
    self.certificateAuthorityFile = certificateAuthorityFile
  }
}
