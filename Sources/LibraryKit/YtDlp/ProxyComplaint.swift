import TrackKit

/// What yt-dlp says when it is the proxy that fails, in our words: yt-dlp names the proxy as it would a web site, if at all.
enum ProxyComplaint {
  /// The failure, told as the proxy's where it is that.
  static func explain(_ error: URLRefreshError, stderr: String, wayOut: WayOut) -> URLRefreshError {
    guard error.kind == .network, let proxy = wayOut.proxies.https ?? wayOut.proxies.http,
      let what = what(in: stderr.lowercased(), proxy)
    else { return error }
    return URLRefreshError(
      kind: .network, exitCode: error.exitCode, evidence: "the proxy \(proxy.address) \(what)",
      wantedFormat: error.wantedFormat, retryAt: error.retryAt)
  }

  private static func what(in text: String, _ proxy: NetworkProxy) -> String? {
    if let status = text.firstRange(of: "tunnel connection failed: ") {
      let code = text[status.upperBound...].prefix(3)
      return code == "407" ? Self.credentials(proxy) : "refused to connect (\(code))"
    }
    for words in ["unknown username or invalid password", "all offered authentication methods were rejected"]
    where text.contains(words) {
      return Self.credentials(proxy)
    }
    let isSocks = text.contains("sockshttp")
    guard text.contains("unable to connect to proxy") || isSocks else { return nil }
    // The numbers are the system's; a SOCKS proxy has numbers of its own for what it met behind it.
    if text.contains("[errno 111]") { return "refused the connection" }
    if text.contains("[errno 101]") || text.contains("[errno 113]") { return "can't be reached" }
    if text.contains("timed out") { return "did not answer" }
    if text.contains("name or service not known") || text.contains("name resolution") {
      return "is not known by that name"
    }
    return isSocks ? "could not connect" : "gave no connection"
  }

  private static func credentials(_ proxy: NetworkProxy) -> String {
    proxy.hasCredentials ? "refused its user name and password" : "wants a user name and a password"
  }
}
