import TrackKit

/// One thing that was looked at, and how it is.
struct Finding: Sendable, Equatable {
  /// What was looked at; the words are those of the JSON, and never change.
  enum Subject: String, Sendable, CaseIterable {
    case configuration
    case ytDlp = "yt-dlp"
    case javaScript = "javascript"
    case scripts = "yt-dlp-ejs"
    case plugIns = "plug-ins"
    case audio
    case ffmpeg
    case network
    case player = "mpd"
    case playlists
    case database
    case cache
    case port
    case control
    case terminal
    case files
    case cookies
    case service
    case instances
    case clock
    case online
  }

  /// How it is, from good to bad; the words are those of the JSON.
  enum Status: String, Sendable, CaseIterable {
    /// In order.
    case ok
    /// It works, though less well than it could.
    case warning
    /// Something does not work.
    case error
  }

  /// What was looked at.
  let subject: Subject
  /// How it is.
  let status: Status
  /// What was found, without a full stop.
  let message: String
  /// What to do about it, `nil` when nothing has to be done.
  let cure: String?
  /// What can be done about it here and now, `nil` when that takes a person.
  private(set) var repair: Repair?

  /// The same finding, with what `doctor --fix` may do about it.
  func mended(by repair: Repair?) -> Finding {
    var finding = self
    finding.repair = repair
    return finding
  }

  private init(_ subject: Subject, _ status: Status, _ message: String, cure: String?) {
    self.subject = subject
    self.status = status
    self.message = message
    self.cure = cure
  }

  /// `subject` is in order.
  static func ok(_ subject: Subject, _ message: String) -> Finding {
    Finding(subject, .ok, message, cure: nil)
  }

  /// `subject` could be better.
  static func warning(_ subject: Subject, _ message: String, cure: String) -> Finding {
    Finding(subject, .warning, message, cure: cure)
  }

  /// `subject` is broken.
  static func error(_ subject: Subject, _ message: String, cure: String) -> Finding {
    Finding(subject, .error, message, cure: cure)
  }

  /// `subject` is broken.
  ///
  /// - Parameters:
  ///   - sentence: what is wrong, and, after a semicolon, what to do.
  ///   - otherwise: what to do when the sentence does not say.
  static func error(_ subject: Subject, sentence: String, otherwise: String) -> Finding {
    guard let mark = sentence.firstRange(of: "; ") else {
      return .error(subject, sentence, cure: otherwise)
    }
    return .error(
      subject, String(sentence[..<mark.lowerBound]), cure: String(sentence[mark.upperBound...]))
  }
}

extension Finding: Encodable {
  private enum CodingKeys: String, CodingKey { case check, status, message, cure }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(subject.rawValue, forKey: .check)
    try container.encode(status.rawValue, forKey: .status)
    try container.encode(message, forKey: .message)
    try container.encode(cure, forKey: .cure)
  }
}

/// What the doctor found, as JSON and as lines.
struct Diagnosis: Sendable, Equatable, Encodable {
  /// Everything that was looked at, in the order it is shown.
  let checks: [Finding]
  /// Nothing is broken; warnings are allowed.
  var ok: Bool { !checks.contains { $0.status == .error } }

  private enum CodingKeys: String, CodingKey { case checks, ok }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(checks, forKey: .checks)
    try container.encode(ok, forKey: .ok)
  }

  /// A line for each finding.
  ///
  /// - Parameters:
  ///   - isColoured: whether the words that say how it is have colours.
  ///   - columns: how wide a terminal is, so that a line is broken between words and goes on below its message; `nil`
  ///     breaks none.
  func lines(isColoured: Bool, columns: Int? = nil) -> [String] {
    let width = Finding.Subject.allCases.map(\.rawValue.count).max() ?? 0
    let indent = 7 + 2 + width + 2
    return checks.map { finding in
      let word = TerminalText.pad(finding.status.rawValue, to: 7)
      let shown = isColoured ? "\u{1B}[\(finding.status.colour)m\(word)\u{1B}[0m" : word
      let subject = TerminalText.pad(finding.subject.rawValue, to: width)
      let cure = finding.cure.map { "; \($0)" } ?? ""
      let text = TerminalText.clean(finding.message + cure)
      let lines = columns.map { TerminalText.wrap(text, to: max(20, $0 - indent)) } ?? [text]
      return "\(shown)  \(subject)  "
        + lines.joined(separator: "\n" + String(repeating: " ", count: indent))
    }
  }

  /// All of it in a few words.
  var summary: String {
    let errors = checks.count { $0.status == .error }
    let warnings = checks.count { $0.status == .warning }
    if errors + warnings == 0 { return "no problems found" }
    let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
    return parts.map { Wording.count($0.0, $0.1) }.joined(separator: ", ")
  }
}

extension Finding.Status {
  /// The number of the colour in the terminal's own palette.
  fileprivate var colour: Int {
    switch self {
    case .ok: 32
    case .warning: 33
    case .error: 31
    }
  }
}
