import TrackKit

/// The answer to a request once the track's media is known: status, header fields, and which bytes follow.
struct ResponsePlan: Sendable, Equatable {
  /// 200, 206, 304, 412 or 416.
  var status: Int
  /// The header fields, names in lower case: some players know no other.
  var fields: [HeaderField]
  /// The bytes of the track that follow; open-ended while its length is unknown.
  var audio: AudioSpan
  /// What puts metadata between them.
  var interleaver: IcyInterleaver?

  /// A stretch of a track.
  struct AudioSpan: Sendable, Equatable {
    var first: Int64
    /// The byte after the last one, `nil` while unknown.
    var end: Int64?
  }

  /// How many bytes the body has on the wire, `nil` while unknown.
  var bodyLength: Int64? {
    guard let end = audio.end else { return nil }
    return interleaver?.wireLength(ofAudioBefore: end) ?? end - audio.first
  }

  /// Whether `text` is a media type without parameters (RFC 9110 §8.3.1), and so safe in a header.
  static func isMediaType(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let marks = "!#$%&'*+-.^_`|~".utf8
    return parts.count == 2
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
              || marks.contains(byte)
          }
      }
  }

  /// The facts about a track an answer is planned from.
  struct Facts: Sendable, Equatable {
    var name: String
    var contentType: String
    var bitrate: Int?
    var length: Int64?
    /// What it is called as a file, `nil` when that is not told.
    var fileName: DownloadName?
    /// The validator of the body without metadata, `nil` while it is not known.
    var tag: EntityTag?
  }

  /// Plans the answer to `request`.
  init(_ request: ProxyRequest, mode: BodyMode, metaint: Int, facts: Facts) {
    // A body with metadata has no validator: its title may change.
    let tag = mode == .inline || facts.length == nil ? nil : facts.tag
    if let status = request.conditions.status(for: tag) {
      self = .conditional(status, tag: tag)
      return
    }
    status = 200
    audio = AudioSpan(first: 0, end: facts.length)
    fields = [HeaderField(name: "content-type", value: facts.contentType)]
    switch mode {
    case .inline:
      interleaver = IcyInterleaver(interval: metaint, title: facts.name)
      fields.append(HeaderField(name: "icy-metaint", value: "\(metaint)"))
      fields.append(HeaderField(name: "icy-name", value: IcyTitle.headerValue(facts.name)))
      if let bitrate = facts.bitrate { fields.append(HeaderField(name: "icy-br", value: "\(bitrate)")) }
      // Without it GStreamer seeks in the body, and ends. MPD takes whatever stands in it for ranges.
      if !request.client.isMPD { fields.append(HeaderField(name: "accept-ranges", value: "none")) }
    case .seekable(let icyName):
      if let length = facts.length {
        guard seek(to: request.range(of: tag), in: length) else { return }
      }
      if let tag { fields.append(HeaderField(name: "etag", value: tag.text)) }
      if icyName { fields.append(HeaderField(name: "icy-name", value: IcyTitle.headerValue(facts.name))) }
    }
    if let bodyLength { fields.append(HeaderField(name: "content-length", value: "\(bodyLength)")) }
    // With metadata in it the body is no file of its type.
    if interleaver == nil, let name = facts.fileName {
      fields.append(HeaderField(name: "content-disposition", value: name.disposition))
    }
    fields += request.dlna.fields(isSeekable: interleaver == nil && facts.length != nil)
    // The audio of an id stays the same, but no cache between us and the player needs it.
    fields.append(HeaderField(name: "cache-control", value: "no-store"))
  }

  /// Narrows the answer to `range`; `false` when it lies outside the track.
  private mutating func seek(to range: RangeHeader?, in length: Int64) -> Bool {
    fields.append(HeaderField(name: "accept-ranges", value: "bytes"))
    guard let range else { return true }
    guard let wanted = range.resolved(in: length) else {
      self = .unsatisfiable(length: length)
      return false
    }
    status = 206
    audio = AudioSpan(first: wanted.lowerBound, end: wanted.upperBound)
    fields.append(
      HeaderField(
        name: "content-range", value: "bytes \(wanted.lowerBound)-\(wanted.upperBound - 1)/\(length)"))
    return true
  }

  /// The answer to a request whose conditions the body does not meet (RFC 9110 §15.4.5 and §15.5.13).
  private static func conditional(_ status: Int, tag: EntityTag?) -> ResponsePlan {
    var fields = tag.map { [HeaderField(name: "etag", value: $0.text)] } ?? []
    if status == 412 { fields.append(HeaderField(name: "content-length", value: "0")) }
    fields.append(HeaderField(name: "cache-control", value: "no-store"))
    return ResponsePlan(status: status, fields: fields, audio: AudioSpan(first: 0, end: 0))
  }

  /// Whether the answer is the head alone, whatever is asked for.
  var isSettled: Bool { [304, 412, 416].contains(status) }

  /// The answer to a range outside the track (RFC 9110 §15.5.17).
  static func unsatisfiable(length: Int64) -> ResponsePlan {
    ResponsePlan(
      status: 416,
      fields: [
        HeaderField(name: "content-range", value: "bytes */\(length)"),
        HeaderField(name: "content-length", value: "0"),
      ],
      audio: AudioSpan(first: 0, end: 0))
  }

  private init(status: Int, fields: [HeaderField], audio: AudioSpan) {
    self.status = status
    self.fields = fields
    self.audio = audio
  }
}
