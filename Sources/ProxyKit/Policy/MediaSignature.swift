/// What the first bytes of a file tell of its container: the name that a resolver has for it may be another.
struct MediaSignature: Sendable, Equatable {
  /// The media type as players want to hear it.
  let type: String
  /// Where a decoder can begin: at multiples of so many bytes, anywhere with 1; `nil` when it needs the beginning.
  let alignment: Int64?

  /// So many bytes decide, unless there are no more.
  static let enough = 4096

  /// Reads the beginning of a file.
  init(_ bytes: [UInt8]) {
    self = Self.known(bytes) ?? Self(type: "application/octet-stream", alignment: nil)
  }

  private init(type: String, alignment: Int64? = nil) {
    self.type = type
    self.alignment = alignment
  }

  private static func known(_ bytes: [UInt8]) -> Self? {
    if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
      // EBML (RFC 8794 §11.2); its DocType stands in the first bytes.
      let isWebM = bytes.prefix(64).contains(sequence: "webm")
      return Self(type: isWebM ? "audio/webm" : "audio/x-matroska")
    }
    if bytes.starts(with: "OggS".utf8) { return Self(type: "audio/ogg") }
    if bytes.starts(with: "fLaC".utf8) { return Self(type: "audio/flac") }
    if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WAVE".utf8) {
      return Self(type: "audio/wav")
    }
    // ISO/IEC 14496-12 §4.2: a length, then the type of the first box.
    let boxes = ["ftyp", "styp", "moov", "moof", "sidx"]
    if bytes.count >= 8, boxes.contains(where: { bytes[4..<8].elementsEqual($0.utf8) }) {
      return Self(type: "audio/mp4")
    }
    if isTransportStream(bytes) { return Self(type: "video/mp2t", alignment: packet) }
    return frames(behindTag(bytes))
  }

  /// The packets of a transport stream (ISO/IEC 13818-1 §2.4.3.2).
  private static let packet: Int64 = 188

  private static func isTransportStream(_ bytes: [UInt8]) -> Bool {
    let starts = stride(from: 0, to: min(bytes.count, 5 * Int(packet)), by: Int(packet))
    return bytes.count > Int(packet) && starts.allSatisfy { bytes[$0] == 0x47 }
  }

  /// Audio frames by their first eleven or twelve bits: ADTS (ISO/IEC 13818-7 §6.2) has layer 0, MP3 another one.
  private static func frames(_ bytes: ArraySlice<UInt8>) -> Self? {
    guard let first = bytes.first, let second = bytes.dropFirst().first, first == 0xFF, second & 0xE0 == 0xE0
    else { return nil }
    if second & 0xF6 == 0xF0 { return Self(type: "audio/aac", alignment: 1) }
    return second & 0x06 == 0 ? nil : Self(type: "audio/mpeg", alignment: 1)
  }

  /// What follows an ID3v2 tag (its size has seven bits a byte), with which the fragments of HLS may begin (RFC 8216 §3.4).
  private static func behindTag(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var rest = bytes[...]
    while rest.starts(with: "ID3".utf8), rest.count >= 10 {
      let size = rest.dropFirst(6).prefix(4).reduce(0) { $0 << 7 | Int($1 & 0x7F) }
      rest = rest.dropFirst(10 + size)
    }
    return rest
  }
}

extension Collection<UInt8> {
  fileprivate func contains(sequence text: String) -> Bool {
    let wanted = Array(text.utf8)
    return indices.contains { self[$0...].starts(with: wanted) }
  }
}
