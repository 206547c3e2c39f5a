package unittf.app

import android.app.Activity
import android.app.Application
import android.content.Context
import android.os.Build
import android.os.Bundle
import unittf.app.engine.Accelerator
import unittf.app.engine.AcceleratorMemory
import unittf.app.engine.Bench
import unittf.app.engine.Engine
import unittf.app.engine.GpuGuard
import unittf.app.engine.ModelOpener
import unittf.app.engine.RunnerFactory
import unittf.app.engine.SamplePicture
import unittf.app.engine.TfliteRunners
import unittf.app.measure.MeasureJob
import unittf.app.measure.MeasureWords
import unittf.app.models.ModelImport
import unittf.app.models.ModelIntake
import unittf.app.models.ModelStore
import java.io.File

/** Holds what outlives the screens: the models, the one that is open, and the settings. */
class TranslatorApplication : Application() {
    /** The runtime; tests put another in before the first screen is there. */
    var runners: RunnerFactory = TfliteRunners()

    val settings: Settings by lazy { Settings(this) }

    val models: ModelStore by lazy {
        ModelStore(assets, ownModels, getExternalFilesDir("models"), preferences("models"))
    }

    val engine: Engine by lazy {
        Engine(ModelOpener(bench, gpu, acceleratorMemory, accelerators, version))
    }

    /** Takes new models in. */
    val modelImport: ModelImport by lazy {
        val intake = ModelIntake(models, ownModels, File(filesDir, "incoming"))
        ModelImport(intake, bench) { model ->
            models.chosen = model
            engine.use(model)
        }
    }

    /** Measures the chosen model. */
    val measureJob: MeasureJob by lazy {
        MeasureJob(engine, bench, gpu, accelerators, MeasureWords(this))
    }

    /** What this phone may run a model on. */
    var accelerators: List<Accelerator> =
        Accelerator.all(Runtime.getRuntime().availableProcessors())

    private val bench by lazy { Bench({ runners }, SamplePicture(assets)::of) }
    private val acceleratorMemory by lazy { AcceleratorMemory(preferences("accelerators")) }
    private val gpu by lazy { GpuGuard(bench, acceleratorMemory, version) }
    private val ownModels get() = File(filesDir, "models")

    /** What was measured or tried holds for one version of the app on one of the system. */
    private val version: String
        get() = packageManager.getPackageInfo(packageName, 0).versionName + " " + Build.FINGERPRINT

    override fun onCreate() {
        super.onCreate()
        registerActivityLifecycleCallbacks(Screens())
    }

    /** Only emulated devices end an application so; its threads must not outlive it there. */
    override fun onTerminate() {
        modelImport.close()
        engine.close()
        super.onTerminate()
    }

    private fun preferences(name: String) = getSharedPreferences(name, MODE_PRIVATE)

    /** Tells the engine what becomes of the screens. */
    private inner class Screens : ActivityLifecycleCallbacks {
        /** Opens the model for the first one: not where only a picture is handed out. */
        override fun onActivityCreated(activity: Activity, state: Bundle?) {
            if (engine.state == Engine.State.None) engine.use(models.chosen)
        }

        override fun onActivityStarted(activity: Activity) = Unit

        override fun onActivityResumed(activity: Activity) = engine.resume()

        override fun onActivityPaused(activity: Activity) = engine.pause()

        override fun onActivityStopped(activity: Activity) = Unit

        override fun onActivitySaveInstanceState(activity: Activity, state: Bundle) = Unit

        override fun onActivityDestroyed(activity: Activity) = Unit
    }

    companion object {
        /** The application that this context belongs to. */
        fun of(context: Context) = context.applicationContext as TranslatorApplication
    }
}
