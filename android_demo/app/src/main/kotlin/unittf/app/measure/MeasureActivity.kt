package unittf.app.measure

import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.os.PowerManager
import android.view.View
import android.view.ViewGroup
import android.view.WindowManager
import android.widget.Button
import android.widget.ProgressBar
import android.widget.TextView
import unittf.app.R
import unittf.app.ScreenActivity
import unittf.app.TranslatorApplication
import unittf.app.engine.Engine
import unittf.app.models.ModelFacts
import unittf.app.models.sentence
import unittf.app.models.title

/** Measures the chosen model on this phone and shares what was measured. */
class MeasureActivity : ScreenActivity(R.layout.measure, R.string.measure_title) {
    private val application get() = TranslatorApplication.of(this)
    private val engine get() = application.engine
    private val job get() = application.measureJob
    private val onEngine: (Engine.State) -> Unit = { show() }
    private val onJob: (MeasureJob.State) -> Unit = { show() }
    private var interrupted = false

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        view<TextView>(R.id.measure_what).text =
            getString(R.string.measure_what, MeasureJob.RUNS, MeasureJob.WARM_UP)
        view<View>(R.id.measure_start).setOnClickListener { startOrStop() }
        view<View>(R.id.measure_share).setOnClickListener { share() }
        if (savedInstanceState != null) {
            @Suppress("DEPRECATION") // what replaces it begins with Android 13
            val kept = savedInstanceState.getSerializable(REPORT) as Report?
            interrupted =
                savedInstanceState.getBoolean(RUNNING) && job.watched.state.step == null &&
                job.watched.state.report == null
            if (kept != null && !interrupted) job.restore(kept)
        }
    }

    override fun onStart() {
        super.onStart()
        engine.addListener(onEngine)
        job.watched.addListener(onJob)
        show()
    }

    override fun onStop() {
        engine.removeListener(onEngine)
        job.watched.removeListener(onJob)
        super.onStop()
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putBoolean(RUNNING, job.watched.state.step != null || interrupted)
        outState.putSerializable(REPORT, job.watched.state.report)
    }

    private fun startOrStop() {
        interrupted = false
        val model = (engine.state as? Engine.State.Ready)?.model
        when {
            job.watched.state.step != null -> job.stop()
            model != null -> job.start(model)
        }
        show()
    }

    private fun share() {
        val json = job.watched.state.report
            ?.json ?: return
        val intent = Intent(
            Intent.ACTION_SEND,
        ).setType("text/plain").putExtra(Intent.EXTRA_TEXT, json)
        startActivity(Intent.createChooser(intent, getString(R.string.measure_share_title)))
    }

    private fun show() {
        val state = job.watched.state
        val isRunning = state.step != null
        val keepOn = WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON
        if (isRunning) window.addFlags(keepOn) else window.clearFlags(keepOn)
        showFacts(state.report)
        text(R.id.measure_warning, warning())
        text(R.id.measure_status, status(state))
        showProgress(state.step)
        showRows(state.report)
        view<Button>(R.id.measure_start).apply {
            isEnabled = isRunning || engine.state is Engine.State.Ready
            setText(
                when {
                    isRunning -> R.string.cancel
                    state.report != null -> R.string.measure_again
                    else -> R.string.measure_start
                },
            )
        }
        view<View>(R.id.measure_share).visibility =
            if (!isRunning && state.report?.json != null) View.VISIBLE else View.GONE
    }

    private fun showFacts(report: Report?) {
        val model = report?.model ?: (engine.state as? Engine.State.Ready)?.model?.name
        val device = getString(
            R.string.measure_device_value,
            MeasureWords.DEVICE,
            MeasureWords.SYSTEM,
        )
        val facts = listOfNotNull(
            model?.let { R.string.measure_model to it },
            R.string.measure_device to device,
            R.string.measure_runtime to application.runners.runtime,
        )
        refill(R.id.measure_facts, R.layout.measure_fact, facts) { fact, (name, value) ->
            fact.text(R.id.fact_name, getString(name))
            fact.text(R.id.fact_value, value)
        }
    }

    private fun showRows(report: Report?) {
        val rows = report?.rows.orEmpty()
        refill(R.id.measure_rows, R.layout.measure_row, rows) { view, row ->
            view.text(R.id.measured_name, row.accelerator.title(this))
            view.text(
                R.id.measured_median,
                row.median?.let { getString(R.string.measure_median, ModelFacts.milliseconds(it)) },
            )
            view.text(
                R.id.measured_more,
                row.reason ?: row.p90?.let {
                    getString(R.string.measure_p90, ModelFacts.milliseconds(it))
                },
            )
        }
    }

    private fun showProgress(step: MeasureJob.Step?) =
        view<ProgressBar>(R.id.measure_progress).run {
            visibility = if (step == null) View.GONE else View.VISIBLE
            isIndeterminate = step?.done == null
            max = MeasureJob.WARM_UP + MeasureJob.RUNS
            progress = step?.done ?: 0
        }

    private fun status(state: MeasureJob.State): String? {
        val step = state.step
        val done = step?.done
        val failed = engine.state as? Engine.State.Failed
        return when {
            step != null && done == null -> getString(R.string.measure_waiting)
            step != null && done != null ->
                getString(
                    R.string.measure_running,
                    step.accelerator.title(this),
                    done + 1,
                    MeasureJob.WARM_UP + MeasureJob.RUNS,
                )
            interrupted -> getString(R.string.measure_interrupted)
            state.report?.isWhole == false -> getString(R.string.measure_cancelled)
            failed != null ->
                getString(R.string.measure_failed, failed.refusal.sentence(this))
            engine.state is Engine.State.Loading -> getString(R.string.measure_loading)
            engine.state is Engine.State.None -> getString(R.string.measure_no_model)
            else -> null
        }
    }

    /** What makes times longer than they need be, as far as this Android tells. */
    private fun warning(): String? {
        val power = getSystemService(PowerManager::class.java) ?: return null
        val isHot = Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q &&
            power.currentThermalStatus >= PowerManager.THERMAL_STATUS_MODERATE
        return when {
            isHot -> getString(R.string.measure_hot)
            power.isPowerSaveMode -> getString(R.string.measure_saving)
            else -> null
        }
    }

    private fun <T> refill(group: Int, layout: Int, entries: List<T>, fill: (View, T) -> Unit) =
        view<ViewGroup>(group).run {
            while (childCount > entries.size) removeViewAt(childCount - 1)
            while (childCount < entries.size) layoutInflater.inflate(layout, this, true)
            entries.forEachIndexed { index, entry -> fill(checkNotNull(getChildAt(index)), entry) }
        }

    private fun text(id: Int, words: String?) = window.decorView.text(id, words)

    private fun View.text(id: Int, words: String?) = checkNotNull(findViewById<TextView>(id)).run {
        text = words
        visibility = if (words == null) View.GONE else View.VISIBLE
    }

    private companion object {
        const val RUNNING = "running"
        const val REPORT = "report"
    }
}
