import ConfigurationKit
import DashboardKit
import Dispatch
import TrackKit

/// Reads the configuration again for a dashboard that is on the screen, and gives it other keys and colours where these have
/// changed: what a person chose there stays otherwise.
final class LookReload: Sendable {
  private let queue = DispatchQueue(label: "ytmpd-tui.dashboard.look")
  private let shown: Current<Configuration>
  private let inbox: any MessageTaking
  private let read: @Sendable () throws -> Settings

  /// - Parameters:
  ///   - settings: what the screen has been made by.
  ///   - inbox: the messages for the screen.
  ///   - read: reads the settings again; throws `ConfigurationError` for a file with mistakes.
  init(_ settings: Settings, inbox: any MessageTaking, read: @escaping @Sendable () throws -> Settings) {
    shown = Current(settings.configuration)
    self.inbox = inbox
    self.read = read
  }

  /// Reads it again, from any thread; returns at once.
  func request() { queue.async { [self] in reload() } }

  private func reload() {
    let settings: Settings
    do { settings = try read() } catch {
      let problem = (error as? ConfigurationError)?.problems.first?.description ?? "\(error)"
      return inbox.post(.toast(.error, "keys and colours stay as they were: \(problem)"))
    }
    let (old, new) = (shown.value, settings.configuration)
    shown.value = new
    let keys = KeyMap(new)
    let isOther = old.theme != new.theme
    let theme = isOther ? Theme(new, among: Theme.known(to: settings.directories).themes) : nil
    let isKept = keys == KeyMap(old)
    if !isKept || isOther { inbox.post(.look(isKept ? nil : keys, theme)) }
  }
}
