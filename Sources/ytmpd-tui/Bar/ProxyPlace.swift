import ConfigurationKit
import ControlKit

/// Where the proxy is asked what it does, and what happens there.
enum ProxyPlace: Sendable {
  /// At the control socket of the process that owns the library.
  case owner(Owner)
  /// At its port, as the configuration has it.
  case port(HTTPClient)
  /// An owner is there, and does not answer; who.
  case silent(String)
  /// It is not known.
  case unknown

  /// Looks for it. Blocks for some seconds at most.
  static func find(_ settings: Settings) -> ProxyPlace {
    switch Owner.find(settings) {
    case .found(let owner): return .owner(owner)
    case .silent(let who): return .silent(who)
    case .nobody, .unusable: break
    }
    let configuration = settings.configuration
    guard configuration.proxyPort != 0 else { return .unknown }
    return .port(HTTPClient(host: configuration.proxyHost, port: configuration.proxyPort))
  }

  /// Whom to ask for its status, and by which path.
  var status: (client: HTTPClient, path: String)? {
    switch self {
    case .owner(let owner): (owner.client, ControlAPI.prefix + "/status")
    case .port(let client): (client, "/status")
    case .silent, .unknown: nil
    }
  }
}
