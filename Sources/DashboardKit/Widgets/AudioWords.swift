/// The output's format in words, such as `48 kHz 16 bit stereo`.
enum AudioWords {
  /// What MPD's `48000:16:2` means; what it is not made for stays as it is.
  static func describe(_ format: String) -> String {
    let parts = format.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let rate = Int(parts[0]), (1...10_000_000).contains(rate) else {
      return String(format.prefix(24))
    }
    let sample = parts[1] == "f" ? "float" : Int(parts[1]).map { "\($0) bit" } ?? String(parts[1].prefix(8))
    return "\(kilohertz(rate)) \(sample) \(channels(parts[2]))"
  }

  private static func kilohertz(_ rate: Int) -> String {
    let tenths = rate / 100
    return tenths % 10 == 0 ? "\(tenths / 10) kHz" : "\(tenths / 10).\(tenths % 10) kHz"
  }

  private static func channels(_ count: Substring) -> String {
    switch count {
    case "1": "mono"
    case "2": "stereo"
    default: "\(count.prefix(4)) channels"
    }
  }
}
