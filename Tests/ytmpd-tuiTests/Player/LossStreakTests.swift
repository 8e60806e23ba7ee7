import Testing
import TrackKit

@testable import ytmpd_tui

private func video(_ number: Int) -> VideoID {
  guard let id = VideoID("lossed_\(1000 + number)") else { preconditionFailure("no video id") }
  return id
}

struct LossStreakTests {
  private let start = ContinuousClock.now

  /// Loses songs, each at its second, and says what became of it.
  private func lose(_ losses: [(song: Int, second: Double)], in streak: inout LossStreak) -> [Bool] {
    losses.map { streak.lost(video($0.song), hasBytes: true, .surroundings, at: start + .seconds($0.second)) }
  }

  @Test func `the third loss in a row is one too many, and then the third again`() {
    var streak = LossStreak()
    let answers = lose([(1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)], in: &streak)
    #expect(answers == [false, false, true, false, false, true])
  }

  @Test func `a song's streams are lost together, and again when it is played again`() {
    var streak = LossStreak()
    let together = lose([(1, 0), (1, 1), (1, 3), (1, 7)], in: &streak)
    #expect(together == [false, false, false, false])
    #expect(streak.count == 1)
    let again = lose([(1, 20), (1, 40)], in: &streak)
    #expect(again == [false, true])
  }

  @Test func `a sound song ends the streak, what was heard of a lost one doesn't`() {
    var streak = LossStreak()
    _ = lose([(1, 0), (2, 30)], in: &streak)
    // It began before it was lost, or just after it had been opened.
    let lost = [10.0, 40].map { streak.heard(video(2), since: start + .seconds($0)) }
    #expect(lost == [false, false])
    #expect(streak.count == 2)
    let isSound = streak.heard(video(3), since: start + .seconds(60))
    #expect(isSound && streak.count == 0)
    // Of one that was lost before its first byte, whatever is heard later is sound.
    _ = streak.lost(video(4), hasBytes: false, .origin, at: start + .seconds(70))
    let isSoundAtOnce = streak.heard(video(4), since: start + .seconds(71))
    #expect(isSoundAtOnce && streak.count == 0)
    // Lost long ago, heard now.
    let isSoundAgain = streak.heard(video(1), since: start + .seconds(90))
    #expect(isSoundAgain)
  }

  @Test func `a track's own losses neither count nor end the streak`() {
    var streak = LossStreak()
    var answers: [Bool] = []
    for song in 1...50 {
      answers.append(streak.lost(video(song), hasBytes: false, .track, at: start + .seconds(song)))
    }
    #expect(!answers.contains(true) && streak.count == 0)
    _ = lose([(100, 100), (101, 130)], in: &streak)
    let own = streak.lost(video(102), hasBytes: false, .track, at: start + .seconds(140))
    #expect(!own && streak.count == 2)
    let third = lose([(103, 150)], in: &streak)
    #expect(third == [true])
  }
}
