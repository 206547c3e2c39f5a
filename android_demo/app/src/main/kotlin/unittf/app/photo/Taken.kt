package unittf.app.photo

import android.media.ExifInterface
import java.io.IOException
import java.io.InputStream
import java.text.SimpleDateFormat
import java.util.Date
import java.util.Locale

/**
 * When and where a picture was taken: all that a translated picture keeps of what its original
 * tells beside its pixels.
 *
 * @param date as EXIF writes it, `2024:05:06 17:18:19` in the time of the place; null if unknown.
 * @param offset of that time from UTC, `+02:00`; null if unknown.
 * @param place where; null if unknown, or not to be kept.
 */
class Taken(val date: String?, val offset: String? = null, val place: Place? = null) {
    /** The EXIF values of a place as they stand in the original, each with its reference. */
    class Place(
        val latitude: String,
        val latitudeReference: String,
        val longitude: String,
        val longitudeReference: String,
    )

    /** What of this may be kept, by the user's own choice. */
    fun kept(date: Boolean, place: Boolean) = Taken(
        this.date.takeIf { date },
        offset.takeIf { date },
        this.place.takeIf { place },
    )

    companion object {
        val UNKNOWN = Taken(null)

        /** Now, by the phone's clock and time zone, without a place. */
        fun now(): Taken {
            val now = Date()
            return Taken(
                SimpleDateFormat("yyyy:MM:dd HH:mm:ss", Locale.ROOT).format(now),
                SimpleDateFormat("XXX", Locale.ROOT).format(now).replace("Z", "+00:00"),
            )
        }

        /** Read from a picture's EXIF; what is not there, or is damaged, is unknown. */
        fun of(picture: InputStream): Taken = try {
            of(ExifInterface(picture))
        } catch (_: IOException) {
            UNKNOWN
        }

        fun of(exif: ExifInterface): Taken {
            val original = exif.getAttribute(ExifInterface.TAG_DATETIME_ORIGINAL)
            return Taken(
                original ?: exif.getAttribute(ExifInterface.TAG_DATETIME),
                exif.getAttribute(
                    if (original != null) {
                        ExifInterface.TAG_OFFSET_TIME_ORIGINAL
                    } else {
                        ExifInterface.TAG_OFFSET_TIME
                    },
                ),
                placeOf(exif),
            )
        }

        private fun placeOf(exif: ExifInterface): Place? {
            return Place(
                exif.getAttribute(ExifInterface.TAG_GPS_LATITUDE) ?: return null,
                exif.getAttribute(ExifInterface.TAG_GPS_LATITUDE_REF) ?: return null,
                exif.getAttribute(ExifInterface.TAG_GPS_LONGITUDE) ?: return null,
                exif.getAttribute(ExifInterface.TAG_GPS_LONGITUDE_REF) ?: return null,
            )
        }
    }
}
