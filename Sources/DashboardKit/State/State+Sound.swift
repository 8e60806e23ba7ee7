import FoundationEssentials

extension State {
  /// The longest crossfade that the keys set, in seconds.
  static let longestCrossfade = 20

  /// Keys where the sound is set: Enter and Space switch or go round, + and - change the crossfade.
  mutating func pressInSound(_ key: Key, _ sound: PlayerSound, index: Int, now: Date) -> [Effect] {
    let entries = sound.entries
    func move(to place: Int) { overlay = .sound(sound, index: max(0, min(place, entries.count - 1))) }
    switch keyMap.command(for: key) {
    case .down: move(to: index + 1)
    case .up: move(to: index - 1)
    case .first: move(to: 0)
    case .last: move(to: entries.count - 1)
    case .activate, .mark: return change(entries, index)
    case .louder, .softer:
      guard case .crossfade(let seconds)? = entries.indices.contains(index) ? entries[index] : nil else {
        return perform(keyMap.command(for: key) ?? .louder, now: now)
      }
      let step = keyMap.command(for: key) == .louder ? 1 : -1
      return [.setCrossfade(min(Self.longestCrossfade, max(0, seconds + step)))]
    case .redraw: return [.redraw]
    case .show(let tab):
      overlay = nil
      return perform(.show(tab), now: now)
    default: overlay = nil
    }
    return []
  }

  /// Switches the entry at a place, or has it take its next value.
  func change(_ entries: [PlayerSound.Entry], _ index: Int) -> [Effect] {
    guard entries.indices.contains(index) else { return [] }
    switch entries[index] {
    case .output(let output): return [.setOutput(id: output.id, isOn: !output.isOn)]
    case .replayGain(let mode): return [.setReplayGain(mode.following)]
    case .crossfade(let seconds):
      let steps = [0, 2, 5, 10]
      return [.setCrossfade(steps.first { $0 > seconds } ?? 0)]
    case .partition(let name, let isShown): return isShown ? [] : [.enterPartition(name)]
    }
  }

  /// Shows how the sound leaves the player; where it is shown already, the selection stays. Who has gone on meanwhile, or closed
  /// it, must not find his next key taken by it.
  mutating func show(_ sound: PlayerSound) {
    if case .sound(_, let index) = overlay {
      overlay = .sound(sound, index: min(index, sound.entries.count - 1))
    } else if overlay == nil, isUntouched {
      overlay = .sound(sound, index: 0)
    }
  }
}
