import CCurl
import TrackKit

/// One libcurl easy handle, configured once and used for one range after another.
///
/// Belongs to the event loop.
final class EasyHandle {
  let raw: UnsafeMutableRawPointer
  /// What it was configured by.
  let options: UpstreamOptions
  /// How long making a connection may take.
  let connectTimeout: Duration
  /// Where its connection is from, and will be kept.
  private(set) var pool: ConnectionPool?
  /// The proxy of the last request, `nil` for none.
  private(set) var proxy: NetworkProxy?
  private let proxies: ProxyRules
  private let publicAddresses: [IPAddress]
  private var headerList: UnsafeMutablePointer<curl_slist>?

  /// A handle with everything that does not change from range to range; `nil` when memory is short.
  init?(options: UpstreamOptions) {
    guard let raw = curl_easy_init() else { return nil }
    self.raw = raw
    self.options = options
    connectTimeout = options.connectTimeout
    proxies = options.wayOut.proxies
    publicAddresses = options.publicAddresses
    set(CURLOPT_NOSIGNAL, 1)
    CCurl_neverWaitForNames(raw)
    set(CURLOPT_BUFFERSIZE, 256 * 1024)
    set(CURLOPT_FOLLOWLOCATION, 1)
    set(CURLOPT_MAXREDIRS, 5)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
    // One connection a range: HTTP/2 would put every stream's bytes behind each other's on one connection.
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_CONNECTTIMEOUT_MS, options.connectTimeout.milliseconds)
    switch options.wayOut.addressFamily {
    case .any: break
    case .ipv4: set(CURLOPT_IPRESOLVE, Int(CURL_IPRESOLVE_V4))
    case .ipv6: set(CURLOPT_IPRESOLVE, Int(CURL_IPRESOLVE_V6))
    }
    if let address = options.wayOut.sourceAddress { set(CURLOPT_INTERFACE, "host!\(address)") }
    // The rules are ours, whatever libcurl reads in the environment, and so are the answers of proxies to CONNECT.
    set(CURLOPT_NOPROXY, proxies.exceptions.joined(separator: ","))
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if let file = options.certificateAuthorityFile {
      set(CURLOPT_CAINFO, file)
      set(CURLOPT_PROXY_CAINFO, file)
    }
    // libcurl keeps the authorities it has read for the next connection only when they come from a file alone;
    // reading a hundred of them costs more than the handshake.
    if CCurl_hasAuthorityFile(raw) != 0 { _ = CCurl_setPointer(raw, CURLOPT_CAPATH, nil) }
  }

  deinit {
    use(nil)
    curl_easy_cleanup(raw)
    curl_slist_free_all(headerList)
  }

  /// Has the connection come from `pool`, and be kept there; `nil` for none that the handle knows. Not while a transfer
  /// is under way.
  func use(_ pool: ConnectionPool?) {
    guard pool !== self.pool else { return }
    _ = CCurl_setPointer(raw, CURLOPT_SHARE, pool?.raw)
    self.pool = pool
  }

  /// Points the handle at `request`; its answer goes to `context`, retained by the caller.
  func prepare(_ request: RangeRequest, context: UnsafeMutableRawPointer) {
    set(CURLOPT_URL, request.url)
    proxy = proxies.proxy(for: request.url)
    // Empty text switches proxies off, those of the environment as well.
    set(CURLOPT_PROXY, proxy?.url ?? "")
    set(CURLOPT_RANGE, "\(request.first)-\(request.last)")
    set(CURLOPT_FRESH_CONNECT, request.needsFreshConnection ? 1 : 0)
    var list: UnsafeMutablePointer<curl_slist>?
    for field in request.headers where Self.isForwarded(field) {
      list = curl_slist_append(list, "\(field.name): \(field.value)") ?? list
    }
    _ = CCurl_setHeaders(raw, list)
    curl_slist_free_all(headerList)
    headerList = list
    _ = CCurl_setPointer(raw, CURLOPT_PRIVATE, context)
    watchAddresses(context)
    _ = CCurl_setHeaderCallback(
      raw,
      { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<RangeTransfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.readHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
          ? size * count : 0
      }, context)
    _ = CCurl_setWriteCallback(
      raw,
      { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<RangeTransfer>.fromOpaque(context).takeUnretainedValue()
        // Anything but the count makes libcurl close the connection and end the transfer.
        return transfer.readBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
      }, context)
  }

  /// Where redirects of a request of `url` may lead.
  func redirectRule(for url: String) -> RedirectRule {
    guard !publicAddresses.isEmpty else { return RedirectRule(url) }
    let publicAddresses = publicAddresses
    return RedirectRule(url) { publicAddresses.contains($0) }
  }

  /// Has the addresses of all connections checked by the transfer `context`.
  private func watchAddresses(_ context: UnsafeMutableRawPointer) {
    _ = CCurl_setOpenSocket(
      raw,
      { context, _, address in
        guard let context, let address,
          let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr)
        else { return CURL_SOCKET_BAD }
        let socketAddress = (UnsafeRawPointer(address) + offset).assumingMemoryBound(to: sockaddr.self)
        let transfer = Unmanaged<RangeTransfer>.fromOpaque(context).takeUnretainedValue()
        guard transfer.allowsConnection(to: IPAddress(socketAddress)) else { return CURL_SOCKET_BAD }
        return CCurl_socket(address)
      }, context)
    _ = CCurl_setBeforeRequest(
      raw,
      { context, address, _, _, _ in
        guard let context, let address else { return 0 }
        let transfer = Unmanaged<RangeTransfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.allowsRequest(to: IPAddress(String(cString: address))) ? 0 : 1
      }, context)
  }

  /// Why the certificate of the last transfer was refused, in words for people.
  var certificateProblem: String? { CertificateProblem.words(for: CCurl_verifyResult(raw)) }

  /// The fetcher itself decides the range, the length and the coding; a line break would be an injection.
  private static func isForwarded(_ field: HeaderField) -> Bool {
    let name = field.name.lowercased()
    guard !["range", "accept-encoding", "connection", "host", "content-length"].contains(name) else {
      return false
    }
    return !(field.name + field.value).utf8.contains { $0 == 13 || $0 == 10 || $0 == 0 }
  }

  private func set(_ option: CURLoption, _ value: Int) {
    _ = CCurl_setLong(raw, option, value)
  }

  private func set(_ option: CURLoption, _ value: String) {
    _ = CCurl_setString(raw, option, value)
  }
}
