import FoundationEssentials
import TrackKit

extension State {
  /// Says a sentence, in place of the one before: what was done or refused for a while, what went wrong until a key is
  /// pressed.
  mutating func say(_ severity: ProxyEvent.Severity, _ text: String, now: Date) {
    toast = Toast(severity: severity, text: text, until: Toast.lifetime(severity).map { now + $0 })
  }

  /// Says what has been asked for; what comes of it takes the sentence away.
  mutating func announce(_ text: String, now: Date) {
    say(.info, text, now: now)
    toast?.isAnnouncement = true
  }

  /// What was asked for is under way, or done.
  mutating func supersedeAnnouncement() {
    if toast?.isAnnouncement == true { toast = nil }
  }

  /// Another view is shown: what was said of the one before does not follow.
  mutating func leaveMessages() {
    if toast?.severity != .error { toast = nil }
  }

  /// A key was pressed: what went wrong has been read.
  mutating func acknowledge(_ key: Key) {
    guard toast?.severity == .error, key.isPress else { return }
    toast = nil
  }

  /// What was typed was refused: it can be corrected, at once or, where something else is being done by now, the next time that
  /// such a thing is typed.
  mutating func reject(_ request: Request, reason: String, now: Date) {
    say(.error, reason, now: now)
    if overlay == nil, isUntouched { overlay = request.prompt } else { refused = request }
  }

  /// Opens a prompt, with what was refused there.
  mutating func open(_ prompt: Overlay.Prompt) {
    overlay = .prompt(prompt, LineEditor())
    guard let refused, case .prompt(prompt, let line) = refused.prompt else { return }
    overlay = .prompt(prompt, line)
    self.refused = nil
  }
}
