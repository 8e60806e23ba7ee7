import LibraryKit
import Testing

@testable import ytmpd_tui

@Suite struct AudioCheckTests {
  @Test(
    arguments: [
      ([], "opus", "opus, 130 kbit/s"), ([], "aac", "aac, 130 kbit/s, else opus"),
      ([], "best", "opus or aac at 256 kbit/s where YouTube gives it, else opus at 130 kbit/s"),
      ([], "ba[abr<100]", "chosen by audio_format: ba[abr<100]"),
      (["-f", "140"], "opus", "chosen by -f 140 in yt_dlp_arguments"),
      (["--format=ba"], "aac", "chosen by --format ba in yt_dlp_arguments, which outranks audio_format: aac"),
      (
        ["-S", "lang:de"], "opus", "the first that can be played, sorted by -S lang:de in yt_dlp_arguments"
      ),
      (["-S", "lang:de", "-f", "140"], "opus", "chosen by -f 140 in yt_dlp_arguments"),
    ] as [([String], String, String)])
  func `says what is chosen`(arguments: [String], setting: String, message: String) {
    let options = YtDlpOptions(arguments: arguments, audioFormat: AudioFormat(setting))
    #expect(AudioCheck.findings(AudioChoice(options), setting: setting) == [.ok(.audio, message)])
  }
}
