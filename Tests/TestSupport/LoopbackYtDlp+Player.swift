extension LoopbackYtDlp {
  /// YouTube's own answer to a player: what yt-dlp's own code, rather than the plug-in's, makes a refusal or formats of.
  public struct Player: Sendable {
    /// A stream of sound.
    public struct Stream: Sendable {
      /// YouTube's number for the format.
      public var itag: Int
      /// Where it is.
      public var url: String
      /// Its size in bytes.
      public var size: Int
      /// The audio track's id, such as `de.3`; `nil` where there is but one.
      public var trackID: String?
      /// What YouTube calls the track, such as `German` or `English original`.
      public var trackName: String
      /// Whether YouTube plays it unasked.
      public var isDefault: Bool
      /// Whether YouTube has levelled its loudness.
      public var isLevelled: Bool

      /// A stream of a video in one language, or in several.
      public init(
        _ itag: Int, url: String, size: Int, trackID: String? = nil, trackName: String = "",
        isDefault: Bool = false, isLevelled: Bool = false
      ) {
        self.itag = itag
        self.url = url
        self.size = size
        self.trackID = trackID
        self.trackName = trackName
        self.isDefault = isDefault
        self.isLevelled = isLevelled
      }

      var json: [String: Any] {
        let isOpus = ![139, 140, 141].contains(itag)
        var json: [String: Any] = [
          "itag": itag, "url": url, "contentLength": "\(size)", "bitrate": itag == 250 ? 70_000 : 130_000,
          "mimeType": isOpus ? "audio/webm; codecs=\"opus\"" : "audio/mp4; codecs=\"mp4a.40.2\"",
          "audioQuality": itag == 250 ? "AUDIO_QUALITY_LOW" : "AUDIO_QUALITY_MEDIUM",
        ]
        if let trackID {
          json["audioTrack"] = ["id": trackID, "displayName": trackName, "audioIsDefault": isDefault]
        }
        if isLevelled { json["isDrc"] = true }
        return json
      }
    }

    /// Why it plays nothing.
    public var reason: String?
    /// More on that.
    public var subreason: String?
    /// Whether a captcha is to be solved.
    public var asksForCaptcha = false
    /// Whether everything is encrypted.
    public var isEncrypted = false
    /// What it plays.
    public var streams: [Stream] = []

    /// A player that refuses.
    public init(reason: String, subreason: String? = nil) {
      self.reason = reason
      self.subreason = subreason
    }

    /// A player that plays.
    public init(_ streams: [Stream]) { self.streams = streams }

    var json: [String: Any] {
      var status: [String: Any] = ["status": reason == nil ? "OK" : "ERROR"]
      status["reason"] = reason
      var screen: [String: Any] = [:]
      if let subreason { screen["playerErrorMessageRenderer"] = ["subreason": ["simpleText": subreason]] }
      if asksForCaptcha { screen["playerCaptchaViewModel"] = ["x": 1] }
      if !screen.isEmpty { status["errorScreen"] = screen }
      var streaming: [String: Any] = ["adaptiveFormats": streams.map(\.json)]
      if isEncrypted { streaming["licenseInfos"] = [["drmFamily": "WIDEVINE"]] }
      return [
        "playabilityStatus": status, "streamingData": streaming,
        "videoDetails": ["title": "Played", "lengthSeconds": "10", "isLiveContent": false],
      ]
    }
  }
}
