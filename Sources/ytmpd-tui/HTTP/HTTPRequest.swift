import CCurl

/// A request on its way: a transfer of libcurl's, set up as all of ours are. For one thread at a time.
final class HTTPRequest {
  /// The transfer, for libcurl's calls.
  let handle: UnsafeMutableRawPointer
  /// Whether the head of the answer has come, all of it.
  private(set) var hasHead = false

  /// When bytes came last.
  private(set) var heardAt = ContinuousClock.now

  private let take: (UnsafeRawBufferPointer) -> Bool
  private var headers: UnsafeMutablePointer<curl_slist>?

  private static let isLibraryReady = CCurl_globalInit() == CURLE_OK

  /// A request for `path`.
  ///
  /// - Parameters:
  ///   - content: JSON to be posted, `nil` for a GET.
  ///   - take: gets the body piece by piece; `false` ends the transfer.
  /// - Throws: ``HTTPFailure/system(_:)``.
  init(
    to client: HTTPClient, path: String, content: [UInt8]? = nil,
    take: @escaping (UnsafeRawBufferPointer) -> Bool
  ) throws(HTTPFailure) {
    guard Self.isLibraryReady, let handle = curl_easy_init() else {
      throw HTTPFailure(CURLE_FAILED_INIT, errorNumber: 0)
    }
    self.handle = handle
    self.take = take
    let url = "http://\(Self.name(of: client.host)):\(client.port)\(path)"
    // Its other options take any value; this one may lack memory.
    guard CCurl_setString(handle, CURLOPT_URL, url) == CURLE_OK else {
      throw HTTPFailure(CURLE_OUT_OF_MEMORY, errorNumber: 0)
    }
    headers = curl_slist_append(nil, "Accept: application/json")
    if let content {
      headers = curl_slist_append(headers, "Content-Type: application/json")
      // Whoever has to ask first whether a few bytes may come waits a second for nothing.
      headers = curl_slist_append(headers, "Expect:")
      _ = CCurl_setLong(handle, CURLOPT_POSTFIELDSIZE, content.count)
      let code = CCurl_setString(handle, CURLOPT_COPYPOSTFIELDS, String(decoding: content, as: UTF8.self))
      guard code == CURLE_OK else { throw HTTPFailure(CURLE_OUT_OF_MEMORY, errorNumber: 0) }
    }
    if let socket = client.socket { _ = CCurl_setString(handle, CURLOPT_UNIX_SOCKET_PATH, socket) }
    _ = CCurl_setString(handle, CURLOPT_USERAGENT, "ytmpd-tui/\(Version.current)")
    _ = CCurl_setHeaders(handle, headers)
    _ = CCurl_setString(handle, CURLOPT_PROTOCOLS_STR, "http")
    // Whatever the environment says of proxies, they are not for a neighbour.
    _ = CCurl_setString(handle, CURLOPT_NOPROXY, "*")
    _ = CCurl_setLong(handle, CURLOPT_NOSIGNAL, 1)
    _ = CCurl_setLong(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    _ = CCurl_setLong(handle, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(client.patience))
    CCurl_neverWaitForNames(handle)
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = CCurl_setWriteCallback(
      handle,
      { bytes, _, count, context in
        guard let context else { return 0 }
        let request = Unmanaged<HTTPRequest>.fromOpaque(context).takeUnretainedValue()
        request.heardAt = .now
        return request.take(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
      }, context)
    _ = CCurl_setHeaderCallback(
      handle,
      { bytes, _, count, context in
        guard let context else { return 0 }
        let line = UnsafeRawBufferPointer(start: bytes, count: count)
        if line.elementsEqual("\r\n".utf8) || line.elementsEqual("\n".utf8) {
          Unmanaged<HTTPRequest>.fromOpaque(context).takeUnretainedValue().hasHead = true
        }
        return count
      }, context)
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headers)
  }

  /// The status of the answer; 0 before there is one.
  var status: Int { CCurl_responseCode(handle) }

  /// Ends the transfer after `time`.
  func limit(to time: Duration) { _ = CCurl_setLong(handle, CURLOPT_TIMEOUT_MS, Self.milliseconds(time)) }

  /// What was wrong with the transfer that ended with `code`; `nil` for nothing.
  func failure(of code: CURLcode) -> HTTPFailure? {
    guard code == CURLE_OK else { return HTTPFailure(code, errorNumber: Int32(CCurl_systemError(handle))) }
    // libcurl takes a head that breaks off for a whole one.
    return hasHead ? nil : .gibberish
  }

  /// `host` as it stands in a URL.
  private static func name(of host: String) -> String {
    if ["", "*", "0.0.0.0", "::"].contains(host) { return "localhost" }
    return host.contains(":") ? "[\(host.replacing("%", with: "%25"))]" : host
  }

  private static func milliseconds(_ time: Duration) -> Int { Int(time / .milliseconds(1)) }
}
