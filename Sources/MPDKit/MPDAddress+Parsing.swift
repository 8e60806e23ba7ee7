/// An address that can't be understood.
public struct MPDAddressError: Error, Equatable, CustomStringConvertible {
  /// What is wrong with it.
  public enum Reason: Sendable, Equatable {
    /// There is nothing where the host or socket should be.
    case empty
    /// The port is not a whole number from 1 to 65535.
    case port(String)
    /// A bracket of an IPv6 address is missing, or something follows it that is no port.
    case brackets
    /// A path that begins with neither `/` nor `~/`.
    case relativePath(String)
    /// `~` stands for the home directory, which is not known.
    case noHome
    /// Control characters.
    case controlCharacter
  }

  /// Where it was read: `MPD_HOST`, `MPD_PORT`, or the name of the setting.
  public let source: String
  /// What is wrong with it.
  public let reason: Reason

  /// One sentence for the user.
  public var description: String {
    switch reason {
    case .empty: "\(source): no host and no socket is named; write /path/to/socket, host or host:port"
    case .port(let text): "\(source): \"\(text)\" is not a port; use a whole number from 1 to 65535"
    case .brackets: "\(source): write an IPv6 address as [address]:port"
    case .relativePath(let path): "\(source): the socket \"\(path)\" needs its full path, from / or ~/"
    case .noHome: "\(source): ~ can't be used while HOME is not set"
    case .controlCharacter: "\(source): control characters are not allowed"
    }
  }
}

extension MPDAddress {
  /// The address that `mpc` would use in this environment, with the configured one in place of its built-in
  /// default.
  ///
  /// `MPD_HOST` wins over the configuration; `MPD_PORT` gives the port to a host that either of them names,
  /// and stands for `localhost` alone. What follows `password@`, absolute paths, `@abstract` names and hosts
  /// are read as `mpc` reads them; `~/`, `host:port` and `[address]:port` are understood in both places.
  /// With neither, the user's own socket is asked first, then those that `mpc` tries.
  ///
  /// - Parameters:
  ///   - configured: the value of the setting, `nil` when it is not set.
  ///   - setting: the name of the setting, for errors.
  ///   - environment: the process's environment.
  ///   - home: the home directory; by default `HOME`.
  /// - Throws: ``MPDAddressError`` that says where the mistake is.
  public static func resolve(
    configured: String?, setting: String = "mpd_socket_path", environment: [String: String],
    home: String? = nil
  ) throws(MPDAddressError) -> MPDAddress {
    let home = home ?? environment["HOME"]
    let port = try environmentPort(environment["MPD_PORT"])
    if let host = environment["MPD_HOST"], !host.isEmpty {
      return try parse(host, source: "MPD_HOST", port: port, home: home)
    }
    if let configured, !configured.isEmpty {
      let address = try parse(configured, source: setting, port: nil, home: home)
      return port.map(address.atPort) ?? address
    }
    if let port { return MPDAddress(endpoint: .tcp(host: "localhost", port: port)) }
    return defaultAddress(environment: environment, home: home)
  }

  /// The address that `text` names: `[password@]` before an absolute path, `~/path`, `@abstract`, `host`,
  /// `host:port`, an IPv6 address, or `[address]:port`.
  ///
  /// - Throws: ``MPDAddressError`` with `source` as the place of the mistake.
  public static func parse(
    _ text: String, source: String = "mpd_socket_path", home: String? = nil
  ) throws(MPDAddressError) -> MPDAddress {
    try parse(text, source: source, port: nil, home: home)
  }

  private static func parse(
    _ text: String, source: String, port: UInt16?, home: String?
  ) throws(MPDAddressError) -> MPDAddress {
    func failure(_ reason: MPDAddressError.Reason) -> MPDAddressError {
      MPDAddressError(source: source, reason: reason)
    }
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw failure(.controlCharacter)
    }
    var password: String?
    var place = text[...]
    // A first `@` at the very beginning marks an abstract socket; anywhere else it ends the password.
    if let at = text.firstIndex(of: "@"), at != text.startIndex {
      password = String(text[..<at])
      place = text[text.index(after: at)...]
    }
    guard !place.isEmpty else { throw failure(.empty) }

    let endpoint: Endpoint
    if place.hasPrefix("/") {
      endpoint = .socket(path: String(place))
    } else if place.hasPrefix("~/") {
      guard let home, home.hasPrefix("/") else { throw failure(.noHome) }
      endpoint = .socket(path: (home.hasSuffix("/") ? String(home.dropLast()) : home) + place.dropFirst())
    } else if place.hasPrefix("@") {
      guard place.count > 1 else { throw failure(.empty) }
      endpoint = .abstractSocket(name: String(place.dropFirst()))
    } else if place.contains("/") || place == "~" {
      throw failure(.relativePath(String(place)))
    } else {
      endpoint = try hostAndPort(place, defaultPort: port ?? defaultPort, failure: failure)
    }
    return MPDAddress(endpoint: endpoint, password: password)
  }

  private static func hostAndPort(
    _ text: Substring, defaultPort: UInt16, failure: (MPDAddressError.Reason) -> MPDAddressError
  ) throws(MPDAddressError) -> Endpoint {
    var host = text
    var portText: Substring?
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { throw failure(.brackets) }
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { throw failure(.brackets) }
      portText = rest.isEmpty ? nil : rest.dropFirst()
    } else if let colon = text.firstIndex(of: ":"), text.lastIndex(of: ":") == colon {
      host = text[..<colon]
      portText = text[text.index(after: colon)...]
    }
    guard !host.isEmpty else { throw failure(.empty) }
    guard let portText else { return .tcp(host: String(host), port: defaultPort) }
    guard let port = UInt16(portText), port > 0 else { throw failure(.port(String(portText))) }
    return .tcp(host: String(host), port: port)
  }

  /// The port in the environment; as for `mpc`, an empty one and 0 mean that none is set.
  private static func environmentPort(_ text: String?) throws(MPDAddressError) -> UInt16? {
    guard let text, !text.isEmpty else { return nil }
    guard let port = UInt16(text) else { throw MPDAddressError(source: "MPD_PORT", reason: .port(text)) }
    return port == 0 ? nil : port
  }

  private static func defaultAddress(environment: [String: String], home: String?) -> MPDAddress {
    var endpoints: [Endpoint] = []
    if let home, home.hasPrefix("/") { endpoints.append(.socket(path: "\(home)/.config/mpd/socket")) }
    if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
      endpoints.append(.socket(path: "\(runtime)/mpd/socket"))
    }
    endpoints.append(.socket(path: "/run/mpd/socket"))
    endpoints.append(.tcp(host: "localhost", port: defaultPort))
    return MPDAddress(endpoint: endpoints[0], fallbacks: Array(endpoints.dropFirst()))
  }

  /// The same host at `port`; in place of a socket, which has no port, this machine: `mpc`'s meaning of a lone
  /// `MPD_PORT`.
  private func atPort(_ port: UInt16) -> MPDAddress {
    guard case .tcp(let host, _) = endpoint else {
      return MPDAddress(endpoint: .tcp(host: "localhost", port: port), password: password)
    }
    return MPDAddress(endpoint: .tcp(host: host, port: port), password: password)
  }
}
