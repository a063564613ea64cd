import GeminiAPI
import Glibc

extension Timestamp {
  /// This moment by the machine's clock.
  ///
  /// Here and nowhere below: everything else is given its clock, so that `--clock` holds in all of it.
  static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: time.tv_sec * 1_000_000 + time.tv_nsec / 1_000)
  }
}
