import DashboardKit
import MPDKit
import TerminalKit

extension DashboardService {
  /// Shows how the sound leaves MPD.
  func showSound(_ client: MPDClient) async throws(MPDError) {
    inbox.post(.sound(PlayerSound(try await client.sound())))
  }
}

extension PlayerSound {
  /// MPD's sound as the dashboard shows it.
  init(_ sound: MPDSound) {
    self.init(
      outputs: sound.outputs.map { Output(id: $0.id, name: $0.name, isOn: $0.isOn) },
      replayGain: sound.replayGain.flatMap { ReplayGain(rawValue: $0.rawValue) },
      crossfade: sound.crossfade, partitions: sound.partitions, partition: sound.partition)
  }
}

extension MPDSound.ReplayGain {
  /// The same in MPD's words.
  init(_ mode: PlayerSound.ReplayGain) {
    self =
      switch mode {
      case .off: .off
      case .track: .track
      case .album: .album
      case .auto: .auto
      }
  }
}
