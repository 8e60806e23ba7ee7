import CCurl
import Glibc
import TrackKit

/// What went wrong with a proxy on the way to the origin, rather than with the origin.
enum ProxyFailure: Equatable {
  /// No connection to it could be made; the system's number, 0 when it is not known.
  case unreachable(errno: Int)
  /// Its name is not known.
  case unknownHost
  /// It, or what is behind it, was silent while connecting.
  case timeout(Duration)
  /// It answered CONNECT, or a request, with this status.
  case status(Int)
  /// It spoke its protocol, and said no; a code of libcurl's.
  case refused(CURLproxycode)
  /// Its certificate is not in order.
  case certificate(String)

  /// Reads how a transfer through a proxy ended; `nil` when that was not the proxy's doing.
  ///
  /// - Parameter status: of the answer, 0 for none.
  init?(_ code: CURLcode, of easy: EasyHandle, status: Int) {
    let connectCode = Int(CCurl_connectCode(easy.raw))
    switch code {
    case _ where status == 407: self = .status(407)
    // A status of the tunnel's own; the origin has said nothing so far.
    case _ where code != CURLE_OK && status == 0 && connectCode >= 300: self = .status(connectCode)
    case CURLE_COULDNT_CONNECT: self = .unreachable(errno: CCurl_systemError(easy.raw))
    case CURLE_COULDNT_RESOLVE_PROXY: self = .unknownHost
    case CURLE_OPERATION_TIMEDOUT: self = .timeout(easy.connectTimeout)
    case CURLE_PROXY: self = .refused(CURLproxycode(UInt32(CCurl_proxyError(easy.raw))))
    case CURLE_PEER_FAILED_VERIFICATION where CCurl_proxyVerifyResult(easy.raw) != 0:
      self = .certificate(
        CertificateProblem.words(for: CCurl_proxyVerifyResult(easy.raw)) ?? "it can't be checked")
    default: return nil
    }
  }

  /// The failure of a range that comes of it.
  func cause(_ proxy: NetworkProxy) -> YouTubeStreamError.Cause {
    let name = "the proxy \(proxy.address)"
    switch self {
    case .unreachable(Int(ECONNREFUSED)): return .proxy("\(name) refused the connection")
    case .unreachable(Int(ENETUNREACH)), .unreachable(Int(EHOSTUNREACH)):
      return .proxy("\(name) can't be reached")
    case .unreachable: return .proxy("no connection to \(name)")
    case .unknownHost: return .proxy("\(name) is not known by that name")
    case .timeout(let limit):
      return .proxy("\(name) gave no connection in \(limit.components.seconds) s")
    case .status(407): return .proxyRefusal("\(name) \(Self.credentials(proxy))")
    case .status(let status): return .proxy("\(name) refused to connect to upstream (\(status))")
    case .refused(let code): return refusal(code, name, proxy)
    case .certificate(let why): return .proxyRefusal("the certificate of \(name) was refused: \(why)")
    }
  }

  private func refusal(
    _ code: CURLproxycode, _ name: String, _ proxy: NetworkProxy
  ) -> YouTubeStreamError.Cause {
    switch code {
    case CURLPX_USER_REJECTED, CURLPX_NO_AUTH, CURLPX_REQUEST_FAILED, CURLPX_IDENTD, CURLPX_IDENTD_DIFFER:
      .proxyRefusal("\(name) \(Self.credentials(proxy))")
    case CURLPX_REPLY_CONNECTION_REFUSED: .proxy("upstream refused the connection of \(name)")
    case CURLPX_REPLY_NETWORK_UNREACHABLE, CURLPX_REPLY_HOST_UNREACHABLE:
      .proxy("\(name) can't reach upstream")
    case CURLPX_REPLY_NOT_ALLOWED: .proxyRefusal("\(name) does not allow connections to upstream")
    case CURLPX_BAD_VERSION, CURLPX_UNKNOWN_MODE:
      .proxyRefusal("\(name) does not speak \(proxy.kind == .socks5 ? "SOCKS5" : "SOCKS4")")
    default: .proxy("\(name) could not connect to upstream")
    }
  }

  private static func credentials(_ proxy: NetworkProxy) -> String {
    proxy.hasCredentials ? "refused its user name and password" : "wants a user name and a password"
  }
}
