/// Which requests take a proxy.
public struct ProxyRules: Sendable, Equatable {
  /// The proxy of `http` URLs, `nil` for none.
  public var http: NetworkProxy?
  /// The proxy of `https` URLs, `nil` for none.
  public var https: NetworkProxy?
  /// The hosts that are reached without one, as in `no_proxy`.
  public var exceptions: [String]

  /// No proxy at all.
  public static let direct = ProxyRules()

  /// These proxies.
  public init(http: NetworkProxy? = nil, https: NetworkProxy? = nil, exceptions: [String] = []) {
    self.http = http
    self.https = https
    self.exceptions = exceptions
  }

  /// One proxy for everything, as `--proxy` means it.
  public init(all proxy: NetworkProxy?) { self.init(http: proxy, https: proxy) }

  /// A variable that names no proxy.
  public struct Mistake: Error, Sendable, Equatable {
    /// The variable.
    public let variable: String
    /// What its value must be.
    public let mistake: NetworkProxy.Mistake

    /// A mistake in `variable`.
    public init(variable: String, mistake: NetworkProxy.Mistake) {
      self.variable = variable
      self.mistake = mistake
    }
  }

  /// Reads the variables of the environment as curl does: in lower case before capitals, an empty one as none, and
  /// `HTTP_PROXY` in capitals never for http.
  ///
  /// Where nothing is said of https, the proxy of http is taken, as yt-dlp does, and then HTTP_PROXY too: yt-dlp alone
  /// would go that way, and a URL is bound to the way that yt-dlp went.
  ///
  /// - Throws: ``Mistake``.
  public init(environment: [String: String]) throws(Mistake) {
    func variable(_ names: String...) throws(Mistake) -> Choice {
      guard let name = names.first(where: { environment[$0]?.isEmpty == false }),
        let value = environment[name]
      else {
        return .unsaid
      }
      // yt-dlp's own word.
      if value == "__noproxy__" { return .direct }
      do throws(NetworkProxy.Mistake) {
        return .proxy(try NetworkProxy(value))
      } catch {
        throw Mistake(variable: name, mistake: error)
      }
    }
    let all = try variable("all_proxy", "ALL_PROXY")
    http = try variable("http_proxy").or(all).proxy
    https = try variable("https_proxy", "HTTPS_PROXY").or(try variable("http_proxy", "HTTP_PROXY")).or(all)
      .proxy
    let names = ["no_proxy", "NO_PROXY"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    exceptions = names.split { $0 == "," || $0.isWhitespace }.map(String.init)
  }

  private enum Choice {
    case unsaid
    case direct
    case proxy(NetworkProxy)

    func or(_ other: @autoclosure () throws(Mistake) -> Choice) throws(Mistake) -> Choice {
      if case .unsaid = self { try other() } else { self }
    }

    var proxy: NetworkProxy? { if case .proxy(let proxy) = self { proxy } else { nil } }
  }

  /// The proxy that a request to `url` takes, `nil` for none.
  public func proxy(for url: String) -> NetworkProxy? {
    guard http != nil || https != nil, let mark = url.firstRange(of: "://") else { return nil }
    let proxy = url[..<mark.lowerBound].lowercased() == "http" ? http : https
    guard let proxy, !exceptions.isEmpty else { return proxy }
    let authority = url[mark.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    return excepts(place.lowercased()) ? nil : proxy
  }

  /// The variables that make yt-dlp, and the programs it starts, go the same ways: those that are not set must be empty.
  public var environment: [String: String] {
    [
      "http_proxy": http?.url ?? "",
      // Where it is empty, yt-dlp takes the proxy of http.
      "https_proxy": https?.url ?? (http == nil ? "" : "__noproxy__"),
      "all_proxy": "", "no_proxy": exceptions.joined(separator: ","),
    ]
  }

  // MARK: - Exceptions

  /// Whether `authority`, a host and perhaps a port, is reached without a proxy.
  private func excepts(_ authority: String) -> Bool {
    if exceptions == ["*"] { return true }
    let isNumbered = authority.hasPrefix("[")
    var host = isNumbered ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    if host.hasSuffix(".") { host.removeLast() }
    return exceptions.contains { exception in
      var name = exception.lowercased()[...].drop { $0 == "." }
      if name.hasSuffix(".") { name.removeLast() }
      guard !name.isEmpty else { return false }
      if host == name || authority == name || "[\(host)]" == name || host.hasSuffix(".\(name)") {
        return true
      }
      return Self.contains(name, host)
    }
  }

  /// Whether the network `name`, such as `10.0.0.0/8`, has the address `host`.
  private static func contains(_ name: Substring, _ host: Substring) -> Bool {
    let parts = name.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let bits = Int(parts[1]), let network = bytes(parts[0]),
      let address = bytes(host),
      network.count == address.count, (0...network.count * 8).contains(bits)
    else { return false }
    return zip(network, address).enumerated().allSatisfy { index, pair in
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> min(max(bits - index * 8, 0), 8))
      return pair.0 & mask == pair.1 & mask
    }
  }

  /// The bytes of an IP address, `nil` for anything else.
  private static func bytes(_ text: Substring) -> [UInt8]? { IPAddress(String(text))?.bytes }
}
