import TrackKit

/// What a DLNA renderer wants to be told with the audio (DLNA Guidelines, part 1, HTTP transport): some play nothing that
/// comes without.
struct DLNARequest: Sendable, Equatable {
  /// How the renderer means to take the audio.
  enum TransferMode: String, Sendable {
    /// At the pace of playing.
    case streaming = "Streaming"
    /// As fast as it comes, to be kept.
    case background = "Background"
  }

  /// What `transferMode.dlna.org` asks for, if anything.
  var transferMode: TransferMode?
  /// Whether `getcontentFeatures.dlna.org: 1` was sent.
  var wantsFeatures = false

  /// What the values of those fields mean, each `nil` without the field. A transfer is for streaming unless it is to be
  /// in the background.
  init(transferMode: String? = nil, contentFeatures: String? = nil) {
    self.transferMode = transferMode.map {
      $0.trimmed.lowercased() == "background" ? .background : .streaming
    }
    wantsFeatures = contentFeatures?.trimmed == "1"
  }

  /// The fields of the answer.
  ///
  /// - Parameter isSeekable: whether the body has ranges.
  func fields(isSeekable: Bool) -> [HeaderField] {
    var fields: [HeaderField] = []
    if let transferMode {
      fields.append(HeaderField(name: "transfermode.dlna.org", value: transferMode.rawValue))
    }
    if wantsFeatures {
      // OP: by time no, by bytes as it is. CI: not converted. FLAGS: streaming, background, the connection may stall,
      // DLNA 1.5.
      let features =
        "DLNA.ORG_OP=0\(isSeekable ? 1 : 0);DLNA.ORG_CI=0;DLNA.ORG_FLAGS=01700000000000000000000000000000"
      fields.append(HeaderField(name: "contentfeatures.dlna.org", value: features))
    }
    return fields
  }
}
